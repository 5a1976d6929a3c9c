import { offerPicker } from './colour-picker.js';

const pauseMs = 250;

const form = /** @type {HTMLFormElement} */ (document.getElementById('widget-form'));
const frame = /** @type {HTMLIFrameElement} */ (document.getElementById('preview-frame'));
const line = /** @type {HTMLElement} */ (document.getElementById('preview-line'));
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Shows what is typed now, saved or not. */
function show() {
  const looks = new URLSearchParams();
  for (const name of ['colour', 'greeting', 'logo']) {
    const field = /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
    looks.set(name, field.value);
  }
  frame.contentWindow?.location.replace(`/admin/widget/preview?${looks.toString()}`);
  line.textContent = 'As you typed it. Nothing is saved yet.';
}

offerPicker(/** @type {HTMLInputElement} */ (document.getElementById('colour')));
form.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(show, pauseMs);
});

import { setText } from './elements.js';

/** @typedef {import('../client/kept-value.js').KeptValue} KeptValue */

const maxCodePoints = 10_000;
const showCountFrom = 9_500;
const maxRows = 8;

/** @param {string} text */
export function countCodePoints(text) {
  return text.length < showCountFrom ? text.length : [...text].length;
}

/**
 * Where one writes. Enter sends, Shift+Enter begins a line; what is written and not sent survives a
 * reload; what is too long is said before it is sent.
 *
 * @param {{
 *   form: HTMLFormElement,
 *   onSend: (text: string) => void,
 *   onTyping: () => void,
 *   draft: KeptValue,
 * }} options the form holds a textarea, a submit button and a `.composer-note`
 */
export function createComposer({ form, onSend, onTyping, draft }) {
  const input = /** @type {HTMLTextAreaElement} */ (form.querySelector('textarea'));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector('button[type=submit]'));
  const note = /** @type {HTMLElement} */ (form.querySelector('.composer-note'));
  let kept = draft;

  function refresh() {
    fit(input);
    const count = countCodePoints(input.value);
    const over = count - maxCodePoints;
    const empty = input.value.trim() === '';
    button.disabled = empty || over > 0;
    input.setAttribute('aria-invalid', String(over > 0));
    note.classList.toggle('field-error', over > 0);
    if (over > 0)
      setText(
        note,
        `${over.toLocaleString()} characters too many. Shorten it or send it in parts.`,
      );
    else if (count >= showCountFrom) setText(note, `${(-over).toLocaleString()} characters left.`);
    else setText(note, '');
    note.hidden = note.textContent === '';
  }

  function submit() {
    refresh();
    if (button.disabled) return;
    const text = input.value;
    input.value = '';
    kept.write(null);
    refresh();
    onSend(text);
    input.focus();
  }

  input.addEventListener('input', () => {
    kept.write(input.value || null);
    refresh();
    if (input.value.trim() !== '') onTyping();
  });
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });

  /** @param {KeptValue} next */
  function useDraft(next) {
    kept = next;
    input.value = String(kept.read() ?? '');
    refresh();
  }
  useDraft(draft);

  return {
    input,
    useDraft,
    focus: () => input.focus({ preventScroll: true }),
    /** @param {string} text */
    setPlaceholder(text) {
      if (input.placeholder !== text) input.placeholder = text;
    },
    /** @param {string} text */
    setLabel(text) {
      if (input.ariaLabel !== text) input.ariaLabel = text;
    },
  };
}

/** Grows with its lines, up to eight. @param {HTMLTextAreaElement} input */
function fit(input) {
  input.rows = 1;
  const style = getComputedStyle(input);
  const line = Number.parseFloat(style.lineHeight);
  const padding = Number.parseFloat(style.paddingTop) + Number.parseFloat(style.paddingBottom);
  input.rows = Math.min(maxRows, Math.max(1, Math.round((input.scrollHeight - padding) / line)));
}

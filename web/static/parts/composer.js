import { fill } from './elements.js';
import { say } from './say.js';

/** @typedef {import('../client/kept-value.js').KeptValue<string>} Draft */

const maxCodePoints = 10_000;
const showCountFrom = 9_500;
/** Above and below what is written. */
const borderPx = 2;

/** @param {string} text exact where it matters, cheap where it does not */
export function countCodePoints(text) {
  return text.length < showCountFrom ? text.length : [...text].length;
}

/**
 * Where one writes. Enter sends, Shift+Enter begins a line; what is written and not sent survives a
 * reload; what is too long is said before it is sent.
 */
export class Composer {
  #input;
  #button;
  #note;
  #options;
  #draft;

  /**
   * @param {HTMLFormElement} form holds a textarea, a submit button and a `.composer-note`
   * @param {{
   *   draft: Draft, onSend: (text: string) => void, onTyping: () => void, hasMore?: () => boolean,
   *   isReady?: () => boolean,
   * }} options
   *   `hasMore`: something goes out with the text, or without one; `isReady` is asked before
   */
  constructor(form, options) {
    this.#input = /** @type {HTMLTextAreaElement} */ (form.querySelector('textarea'));
    this.#button = /** @type {HTMLButtonElement} */ (form.querySelector('button[type=submit]'));
    this.#note = /** @type {HTMLElement} */ (form.querySelector('.composer-note'));
    this.#options = options;
    this.#draft = options.draft;
    this.#input.addEventListener('input', () => {
      this.#change();
      if (this.#text().trim() !== '') options.onTyping();
    });
    this.#input.addEventListener('keydown', (event) => {
      // Safari ends the composition before the Enter that ends it, and says so by this code alone.
      const isComposing = event.isComposing || event.keyCode === 229;
      if (event.key !== 'Enter' || event.shiftKey || isComposing) return;
      event.preventDefault();
      this.submit();
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
    this.useDraft(options.draft);
    // Until here nobody would have heard the Enter.
    this.#input.readOnly = false;
  }

  /** Goes on with what was written elsewhere. @param {Draft} draft */
  useDraft(draft) {
    this.#draft = draft;
    this.#input.value = draft.read() ?? '';
    this.refresh();
  }

  focus() {
    this.#input.focus({ preventScroll: true });
  }

  /** Leaves the field; false when nobody was in it. */
  leave() {
    if (document.activeElement !== this.#input) return false;
    this.#input.blur();
    return true;
  }

  /** @param {string} text */
  setPlaceholder(text) {
    if (this.#input.placeholder !== text) this.#input.placeholder = text;
  }

  #change() {
    this.#draft.write(this.#input.value || null);
    this.refresh();
  }

  /** What will be sent: what word processors put between lines and nobody shows is a space. */
  #text() {
    return this.#input.value.replace(/[^\P{Cc}\t\n\r]/gu, ' ');
  }

  /** As by Enter. */
  submit() {
    this.refresh();
    if (this.#button.disabled || this.#options.isReady?.() === false) return;
    const text = this.#text();
    this.#input.value = '';
    this.#change();
    this.#options.onSend(text);
    this.focus();
  }

  /** Grows with its lines, and says anew whether it can be sent. */
  refresh() {
    const { style, value } = this.#input;
    style.height = '';
    style.height = `${this.#input.scrollHeight + borderPx}px`;
    const count = countCodePoints(value);
    const over = count - maxCodePoints;
    const isOver = over > 0;
    const isBlank = this.#text().trim() === '';
    this.#button.disabled = isOver || (isBlank && !this.#options.hasMore?.());
    this.#input.ariaInvalid = String(isOver);
    this.#note.classList.toggle('field-error', isOver);
    this.#note.hidden = count < showCountFrom;
    fill(
      this.#note,
      isOver
        ? say('{count} characters too many. Shorten it or send it in parts.', { count: over })
        : say('{count} characters left.', { count: -over }),
    );
  }
}

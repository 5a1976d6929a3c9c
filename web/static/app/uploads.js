import { Upload } from './upload.js';

/** @typedef {import('./upload.js').Where} Where */

const mostAtOnce = 3;
/** Files that stand ready in one place. */
export const mostFiles = 10;

/** What is on its way into the store, place by place; it goes on while one looks elsewhere. */
export class Uploads {
  #api;
  #onChange;
  /** @type {Map<string, Upload[]>} */
  #places = new Map();

  /** @param {import('./api.js').Api} api @param {(upload: Upload | null) => void} onChange */
  constructor(api, onChange) {
    this.#api = api;
    this.#onChange = onChange;
  }

  /** @param {string} key @returns {readonly Upload[]} */
  of(key) {
    return this.#places.get(key) ?? [];
  }

  get isBusy() {
    return this.#all.some(({ state }) => state === 'sending' || state === 'waiting');
  }

  /**
   * @param {string} key @param {Where} where @param {readonly File[]} files
   * @returns {number} how many were not taken, because there are too many
   */
  add(key, where, files) {
    const held = this.of(key);
    const room = Math.max(0, mostFiles - held.length);
    const taken = files.slice(0, room).map((file) => {
      const onChange = () => this.#changed(upload);
      const upload = new Upload(file, where, { api: this.#api, onChange });
      return upload;
    });
    this.#places.set(key, [...held, ...taken]);
    this.#goOn();
    this.#onChange(null);
    return files.length - taken.length;
  }

  /** @param {Upload} upload */
  retry(upload) {
    upload.state = 'waiting';
    this.#goOn();
    this.#onChange(upload);
  }

  /** It was sent, or nobody wants it any more. @param {Upload} upload */
  remove(upload) {
    for (const [key, held] of this.#places) {
      const left = held.filter((one) => one !== upload);
      if (left.length > 0) this.#places.set(key, left);
      else this.#places.delete(key);
    }
    this.#goOn();
    this.#onChange(null);
  }

  get #all() {
    return [...this.#places.values()].flat();
  }

  #goOn() {
    const free = mostAtOnce - this.#all.filter(({ state }) => state === 'sending').length;
    const waiting = this.#all.filter(({ state }) => state === 'waiting');
    for (const upload of waiting.slice(0, Math.max(0, free))) void upload.start();
  }

  /** @param {Upload} upload */
  #changed(upload) {
    if (upload.state !== 'sending') this.#goOn();
    this.#onChange(upload);
  }
}

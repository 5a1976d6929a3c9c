import { arrive } from '../parts/motion.js';

/** @typedef {{ key: string }} Keyed */
/** @typedef {{ scroller: HTMLElement, log: HTMLElement, list: HTMLElement }} LogParts */

const atBottomPx = 48;
/** How far from an end of what is held more of it is asked for. */
const marginPx = 1200;

/**
 * Keeps the elements of a stretch of a log in step with its items, by key. What is read stays
 * where it is on screen, whatever comes or goes above and below it.
 * @template {Keyed} T
 */
export class LogView {
  isAtBottom = true;
  #parts;
  #rows;
  #onScroll;
  /** @type {Map<string, HTMLElement>} */
  #elements = new Map();
  #lastKey = '';
  /** Scrolling that this class does is not the reader's. */
  #toPx = -1;

  /**
   * @param {LogParts} parts
   * @param {{
   *   make: (item: T) => HTMLElement, update: (element: HTMLElement, item: T) => void,
   *   onScroll: () => void,
   * }} rows
   */
  constructor(parts, { onScroll, ...rows }) {
    this.#parts = parts;
    this.#rows = rows;
    this.#onScroll = onScroll;
    const { scroller, list } = parts;
    scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    // The composer grows, a picture comes in: who reads the end still reads it.
    const observer = new ResizeObserver(() => this.keepBottom());
    observer.observe(scroller);
    observer.observe(list);
  }

  /** Near an end of what is in the page. @returns {{ top: boolean, bottom: boolean }} */
  get near() {
    const { scrollTop, scrollHeight, clientHeight } = this.#parts.scroller;
    return {
      top: scrollTop < marginPx,
      bottom: scrollHeight - scrollTop - clientHeight < marginPx,
    };
  }

  keepBottom() {
    if (this.isAtBottom) this.toBottom();
  }

  toBottom() {
    const { scroller } = this.#parts;
    this.isAtBottom = true;
    this.#scrollTo(scroller.scrollHeight - scroller.clientHeight);
  }

  /** Puts an element a third below the top. @param {string} key @returns {boolean} it is there */
  toItem(key) {
    const { scroller } = this.#parts;
    const element = this.#elements.get(key);
    if (!element) return false;
    this.isAtBottom = false;
    const from = element.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    this.#scrollTo(scroller.scrollTop + from - scroller.clientHeight / 3);
    this.#judge();
    return true;
  }

  /** @param {string} key */
  find(key) {
    return this.#elements.get(key);
  }

  /**
   * @param {T[]} items @param {{ isQuiet: boolean, isEnd: boolean }} options
   *   `isQuiet`: nothing is read aloud; `isEnd`: the last item is the log's last
   * @returns {boolean} something came in below
   */
  show(items, { isQuiet, isEnd }) {
    const { log } = this.#parts;
    const lastKey = items.at(-1)?.key ?? '';
    const hasGrown = isEnd && lastKey !== this.#lastKey && this.#lastKey !== '';
    this.#lastKey = isEnd ? lastKey : '';
    log.setAttribute('aria-busy', String(isQuiet));
    const anchor = this.isAtBottom && isEnd ? null : this.#findAnchor(items);
    this.#place(items, isQuiet || !hasGrown);
    if (anchor) this.#restore(anchor);
    else if (isEnd) this.keepBottom();
    if (isQuiet) requestAnimationFrame(() => log.setAttribute('aria-busy', 'false'));
    return hasGrown;
  }

  /** Forgets everything: another channel comes. */
  clear() {
    this.#parts.list.replaceChildren();
    this.#elements = new Map();
    this.#lastKey = '';
    this.isAtBottom = true;
  }

  #scrolled() {
    const { scroller } = this.#parts;
    const isOwn = Math.abs(scroller.scrollTop - this.#toPx) < 2;
    this.#toPx = -1;
    if (!isOwn) this.#judge();
    this.#onScroll();
  }

  #judge() {
    const { scrollTop, scrollHeight, clientHeight } = this.#parts.scroller;
    this.isAtBottom = scrollHeight - scrollTop - clientHeight < atBottomPx;
  }

  /** @param {number} px */
  #scrollTo(px) {
    const { scroller } = this.#parts;
    if (Math.abs(scroller.scrollTop - px) < 1) return;
    scroller.scrollTop = px;
    this.#toPx = scroller.scrollTop;
  }

  /** What is at the top of the screen and stays. @param {T[]} items */
  #findAnchor(items) {
    const { scroller } = this.#parts;
    const edge = scroller.getBoundingClientRect().top;
    const kept = new Set(items.map(({ key }) => key));
    for (const [key, element] of this.#elements) {
      const { top, bottom } = element.getBoundingClientRect();
      if (bottom > edge && kept.has(key)) return { element, top };
    }
    return null;
  }

  /** @param {{ element: HTMLElement, top: number }} anchor */
  #restore({ element, top }) {
    const moved = element.getBoundingClientRect().top - top;
    if (Math.abs(moved) >= 1) this.#scrollTo(this.#parts.scroller.scrollTop + moved);
  }

  /** @param {T[]} items @param {boolean} isStill */
  #place(items, isStill) {
    const { list } = this.#parts;
    /** @type {Map<string, HTMLElement>} */
    const kept = new Map();
    const keys = new Set(items.map(({ key }) => key));
    for (const [key, element] of this.#elements) if (!keys.has(key)) element.remove();
    let place = list.firstElementChild;
    for (const item of items) {
      const known = this.#elements.get(item.key);
      const element = known ?? this.#rows.make(item);
      this.#rows.update(element, item);
      kept.set(item.key, element);
      if (element === place) place = place.nextElementSibling;
      else list.insertBefore(element, place);
      if (!known && !isStill) arrive(element);
    }
    this.#elements = kept;
  }
}

import { make } from './elements.js';
import { makeMessage, updateMessage } from './message.js';
import { arrive } from './motion.js';

/** @typedef {import('./timeline-items.js').TimelineItem} TimelineItem */
/** `scroller` scrolls; `jump` is shown while newer lines are below the fold. */
/**
 * @typedef {{ scroller: HTMLElement, log: HTMLElement, list: HTMLElement, jump: HTMLElement }}
 * Parts
 */

const nearBottomPx = 96;

/**
 * Keeps the elements of a log in step with its items: by key, touching only what changed, so that
 * a screen reader hears each message once and the scroll position stays.
 */
export class Timeline {
  #parts;
  #actions;
  /** @type {Map<string, HTMLElement>} */
  #elements = new Map();
  #isAtBottom = true;
  #lastKey = '';

  /** @param {Parts} parts @param {import('./message.js').MessageActions} actions */
  constructor(parts, actions) {
    this.#parts = parts;
    this.#actions = actions;
    const { scroller, jump } = parts;
    scroller.addEventListener('scroll', () => {
      const below = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
      this.#isAtBottom = below < nearBottomPx;
      if (this.#isAtBottom) jump.hidden = true;
    });
    jump.addEventListener('click', () => this.#toBottom());
    // The composer grows, the keyboard opens: who read the end still reads it.
    new ResizeObserver(() => this.keepBottom()).observe(scroller);
  }

  /** Stays at the end for who is there. */
  keepBottom() {
    if (this.#isAtBottom) this.#toBottom();
  }

  /**
   * @param {TimelineItem[]} items
   * @param {{ isQuiet: boolean }} options quiet: nothing is read aloud
   */
  show(items, { isQuiet }) {
    const { scroller, log, list, jump } = this.#parts;
    const last = items.at(-1);
    const hasGrown = (last?.key ?? '') !== this.#lastKey;
    this.#lastKey = last?.key ?? '';
    log.setAttribute('aria-busy', String(isQuiet));
    const heightBefore = scroller.scrollHeight;
    const firstBefore = list.firstElementChild;
    this.#place(items, isQuiet);

    const isMine = hasGrown && last?.kind === 'message' && last.mine;
    if (this.#isAtBottom || isQuiet || isMine) this.#toBottom();
    else if (hasGrown) jump.hidden = false;
    else if (firstBefore !== list.firstElementChild) {
      // Earlier lines came in above: keep what is being read where it is.
      scroller.scrollTop += scroller.scrollHeight - heightBefore;
    }
    if (isQuiet) requestAnimationFrame(() => log.setAttribute('aria-busy', 'false'));
  }

  /** Forgets everything: another conversation comes. */
  clear() {
    this.#parts.list.replaceChildren();
    this.#parts.jump.hidden = true;
    this.#elements = new Map();
    this.#lastKey = '';
    this.#isAtBottom = true;
  }

  #toBottom() {
    const { scroller, jump } = this.#parts;
    scroller.scrollTop = scroller.scrollHeight;
    this.#isAtBottom = true;
    jump.hidden = true;
  }

  /** @param {TimelineItem[]} items @param {boolean} isQuiet */
  #place(items, isQuiet) {
    const { list } = this.#parts;
    /** @type {Map<string, HTMLElement>} */
    const kept = new Map();
    let place = list.firstElementChild;
    for (const item of items) {
      const known = this.#elements.get(item.key);
      const element = known ?? makeItem(item, this.#actions);
      if (item.kind === 'message') updateMessage(element, item, this.#actions);
      kept.set(item.key, element);
      if (element === place) place = place.nextElementSibling;
      else list.insertBefore(element, place);
      if (!known && !isQuiet && item.kind === 'message') arrive(element);
    }
    for (const [key, element] of this.#elements) if (!kept.has(key)) element.remove();
    this.#elements = kept;
  }
}

/** @param {TimelineItem} item @param {import('./message.js').MessageActions} actions */
function makeItem(item, actions) {
  if (item.kind === 'message') return makeMessage(item, actions);
  const name = item.kind === 'day' ? 'timeline-day' : `timeline-event timeline-event-${item.tone}`;
  return make('li', { class: name }, make('span', {}, item.text));
}

import { make } from './elements.js';
import { arrive } from './motion.js';
import { makeMessage, updateMessage } from './message.js';

/** @typedef {import('./timeline-items.js').TimelineItem} TimelineItem */

const nearBottomPx = 96;

/**
 * Keeps the elements of a log in step with its items: by key, touching only what changed, so that
 * a screen reader hears each message once and the scroll position stays.
 *
 * @param {{
 *   scroller: HTMLElement, list: HTMLElement, jump: HTMLElement,
 *   actions: import('./message.js').MessageActions,
 * }} parts `scroller` scrolls; `jump` is shown while newer lines are below the fold
 */
export function createTimeline({ scroller, list, jump, actions }) {
  /** @type {Map<string, HTMLElement>} */
  let elements = new Map();
  let atBottom = true;
  let lastKey = '';

  function toBottom() {
    scroller.scrollTop = scroller.scrollHeight;
    atBottom = true;
    jump.hidden = true;
  }

  scroller.addEventListener('scroll', () => {
    atBottom = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearBottomPx;
    if (atBottom) jump.hidden = true;
  });
  jump.addEventListener('click', toBottom);
  // The composer grows, the keyboard opens: who read the end still reads it.
  new ResizeObserver(() => {
    if (atBottom) toBottom();
  }).observe(scroller);

  /** @param {TimelineItem} item */
  function draw(item) {
    const element = elements.get(item.key) ?? makeItem(item);
    if (item.kind === 'message') updateMessage(element, item, actions);
    return element;
  }

  return {
    /** True while the newest line is on screen. */
    get atBottom() {
      return atBottom;
    },
    toBottom,

    /** @param {TimelineItem[]} items @param {{ quiet?: boolean }} [options] quiet: nothing is read aloud */
    show(items, { quiet = false } = {}) {
      const key = items.at(-1)?.key ?? '';
      const grew = key !== lastKey;
      lastKey = key;
      list.parentElement?.setAttribute('aria-busy', String(quiet));
      const heightBefore = scroller.scrollHeight;
      const firstBefore = list.firstElementChild;

      /** @type {Map<string, HTMLElement>} */
      const kept = new Map();
      let place = /** @type {Element | null} */ (list.firstElementChild);
      for (const item of items) {
        const known = elements.has(item.key);
        const element = draw(item);
        if (!known && !quiet && item.kind === 'message') arrive(element);
        kept.set(item.key, element);
        if (element === place) place = place.nextElementSibling;
        else list.insertBefore(element, place);
      }
      for (const [oldKey, element] of elements) if (!kept.has(oldKey)) element.remove();
      elements = kept;

      const mine = items.at(-1);
      if (atBottom || quiet || (grew && mine?.kind === 'message' && mine.mine)) toBottom();
      else if (grew) jump.hidden = false;
      else if (firstBefore !== list.firstElementChild) {
        // Earlier lines came in above: keep what is being read where it is.
        scroller.scrollTop += scroller.scrollHeight - heightBefore;
      }
      if (quiet)
        requestAnimationFrame(() => list.parentElement?.setAttribute('aria-busy', 'false'));
    },

    /** Forgets everything: another conversation comes. */
    clear() {
      list.replaceChildren();
      elements = new Map();
      lastKey = '';
      atBottom = true;
      jump.hidden = true;
    },
  };
}

/** @typedef {ReturnType<typeof createTimeline>} Timeline */

/** @param {TimelineItem} item */
function makeItem(item) {
  if (item.kind === 'message') return makeMessage(item);
  const name = item.kind === 'day' ? 'timeline-day' : `timeline-event timeline-event-${item.tone}`;
  return make('li', { class: name }, make('span', {}, item.text));
}

/** @typedef {{ key: string }} Keyed */

const marginRows = 6;

/**
 * A list of rows of one height, of which only those on screen are in the page. The arrow keys, Home
 * and End go through all of it.
 * @template {Keyed} T
 */
export class WindowList {
  #scroller;
  #list;
  #rows;
  /** @type {T[]} */
  #things = [];
  /** @type {Map<string, HTMLElement>} */
  #elements = new Map();
  /** Which row Tab leads to. */
  #reached = '';

  /**
   * @param {{ scroller: HTMLElement, list: HTMLElement }} parts
   * @param {{
   *   heightPx: () => number, make: (thing: T) => HTMLElement,
   *   update: (row: HTMLElement, thing: T) => void,
   * }} rows
   *   each row holds one link or button, or none
   */
  constructor({ scroller, list }, rows) {
    this.#scroller = scroller;
    this.#list = list;
    this.#rows = rows;
    scroller.addEventListener('scroll', () => this.#draw(), { passive: true });
    new ResizeObserver(() => this.#draw()).observe(scroller);
    list.addEventListener('keydown', (event) => this.#move(event));
    list.addEventListener('focusin', ({ target }) => {
      const row = target instanceof Element ? target.closest('li') : null;
      this.#reached = row?.dataset.key ?? this.#reached;
    });
  }

  /** @param {T[]} things @param {string} current the key of the row that is chosen */
  show(things, current) {
    this.#things = things;
    const isKept = things.some(({ key }) => key === this.#reached);
    if (!isKept) this.#reached = things.some(({ key }) => key === current) ? current : '';
    this.#draw();
  }

  /** @param {string} key */
  reveal(key) {
    const at = this.#things.findIndex((thing) => thing.key === key);
    if (at === -1) return;
    const heightPx = this.#rows.heightPx();
    const top = at * heightPx;
    const { scrollTop, clientHeight } = this.#scroller;
    if (top < scrollTop) this.#scroller.scrollTop = top;
    else if (top + heightPx > scrollTop + clientHeight) {
      this.#scroller.scrollTop = top + heightPx - clientHeight;
    }
    this.#draw();
  }

  /** The first row that can be pressed. */
  focusFirst() {
    this.#focus(this.#things.findIndex((thing) => canPress(this.#elementOf(thing))));
  }

  /** @param {T} thing */
  #elementOf(thing) {
    return this.#elements.get(thing.key) ?? this.#rows.make(thing);
  }

  #draw() {
    const heightPx = this.#rows.heightPx();
    const { scrollTop, clientHeight } = this.#scroller;
    const first = Math.max(0, Math.floor(scrollTop / heightPx) - marginRows);
    const last = Math.ceil((scrollTop + clientHeight) / heightPx) + marginRows;
    this.#list.style.height = `${this.#things.length * heightPx}px`;
    const focused = this.#list.contains(document.activeElement) ? this.#reached : '';
    const shown = this.#things
      .map((thing, at) => ({ thing, at }))
      .filter(({ thing, at }) => (at >= first && at < last) || thing.key === focused);
    /** @type {Map<string, HTMLElement>} */
    const kept = new Map();
    const keys = new Set(shown.map(({ thing }) => thing.key));
    for (const [key, row] of this.#elements) if (!keys.has(key)) row.remove();
    let place = this.#list.firstElementChild;
    for (const { thing, at } of shown) {
      const row = this.#elementOf(thing);
      row.dataset.key = thing.key;
      row.style.top = `${at * heightPx}px`;
      row.setAttribute('aria-setsize', String(this.#things.length));
      row.setAttribute('aria-posinset', String(at + 1));
      this.#rows.update(row, thing);
      kept.set(thing.key, row);
      if (row === place) place = place.nextElementSibling;
      else this.#list.insertBefore(row, place);
    }
    this.#elements = kept;
    this.#markReached();
  }

  /** One row is in the order of Tab, the others are reached with the arrow keys. */
  #markReached() {
    const rows = [...this.#elements.values()];
    const isThere = this.#elements.has(this.#reached);
    const chosen = isThere ? this.#elements.get(this.#reached) : rows.find(canPress);
    for (const row of rows) {
      row.querySelector('a, button')?.setAttribute('tabindex', row === chosen ? '0' : '-1');
    }
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const at = this.#things.findIndex(({ key }) => key === this.#reached);
    const end = this.#things.length - 1;
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: end }[event.key];
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const step = event.key === 'ArrowUp' || event.key === 'End' ? -1 : 1;
    let to = next;
    while (this.#things[to] && !canPress(this.#elementOf(/** @type {T} */ (this.#things[to])))) {
      to += step;
    }
    this.#focus(to);
  }

  /** @param {number} at */
  #focus(at) {
    const thing = this.#things[at];
    if (!thing) return;
    this.#reached = thing.key;
    this.reveal(thing.key);
    const press = this.#elements.get(thing.key)?.querySelector('a, button');
    if (press instanceof HTMLElement) press.focus({ preventScroll: true });
  }
}

/** @param {HTMLElement} row */
function canPress(row) {
  return row.querySelector('a, button') !== null;
}

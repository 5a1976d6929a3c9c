import { createKeptValue } from '../client/kept-value.js';
import { make, makeDrawing, makeIcon, need, setText } from '../parts/elements.js';
import { timer } from '../parts/times.js';
import { Talk } from './talk.js';
import { words } from './words.js';

/** @typedef {import('./desk.js').Desk} Desk */
/** @typedef {import('../client/room.js').Room} Room */

const columnPx = 400;
const mostColumns = 3;

/** @param {unknown} value */
const acceptLayout = (value) => (value === 'tabs' || value === 'columns' ? value : null);

/**
 * The middle: conversations as tabs, or side by side where the window has room. Each keeps its
 * draft, its place in the log and its count while others are looked at, and none changes its place.
 * @param {Desk} desk @param {import('./talk.js').TalkOptions} options
 * @param {() => void} onChange
 */
export function createStage(desk, options, onChange) {
  const place = need('stage', HTMLElement);
  const bar = need('talk-tabs', HTMLElement);
  const list = need('tabs', HTMLElement);
  const button = need('layout', HTMLButtonElement);
  const showEmpty = createEmpty(desk);
  const kept = createKeptValue({ key: 'natter.layout', accept: acceptLayout });
  kept.onElsewhere(onChange);
  /** @type {Map<string, Talk>} */
  const talks = new Map();
  /** Those looked at last, the latest first. @type {string[]} */
  let recent = [];
  const tabs = createTabs(desk, list, options.onFocus);
  new ResizeObserver(onChange).observe(place);

  const isColumns = () => kept.read() === 'columns';
  const room = () => Math.max(1, Math.min(mostColumns, Math.floor(place.clientWidth / columnPx)));

  /** @param {string} id */
  function talkOf(id) {
    const known = talks.get(id);
    if (known) return known;
    const talk = new Talk(desk, id, place, options);
    talks.set(id, talk);
    return talk;
  }

  /** @type {string[]} each keeps its column while it is shown */
  let shown = [];

  /** What is selected, and beside it what was looked at last. @param {string[]} ids */
  function chooseShown(ids) {
    const { selected } = desk;
    const count = isColumns() ? room() : 1;
    if (count === 1 || (selected && !ids.includes(selected))) return selected ? [selected] : [];
    const known = [selected, ...recent, ...ids].filter((id) => ids.includes(id));
    return fillColumns(shown, [...new Set(known)].slice(0, count), ids);
  }

  function toggleLayout() {
    kept.write(isColumns() ? 'tabs' : 'columns');
    onChange();
  }
  button.addEventListener('click', toggleLayout);

  return {
    get shown() {
      return shown;
    },
    /** @returns {Talk | undefined} */
    get current() {
      return talks.get(desk.selected);
    },
    /** @param {string} id */
    isReadToEnd: (id) => talks.get(id)?.isReadToEnd ?? false,
    /** @param {string} id */
    isFollowed: (id) => talks.get(id)?.isFollowed ?? false,
    toggleLayout,
    /** Shows the conversation at a place of the tabs. @param {number} digit */
    choose: (digit) => {
      const id = tabs.ids[digit - 1];
      if (id) options.onFocus(id);
    },
    /** @param {number} nowMs */
    show: (nowMs) => {
      const { selected, client } = desk;
      const isKnown =
        client.state.waiting.has(selected) || client.state.rooms.get(selected)?.conversation;
      if (selected && !isKnown) desk.selected = '';
      const ids = desk.here.map(({ channel }) => channel.id);
      // What has just ended stays to be read until somebody looks elsewhere.
      const open =
        ids.includes(selected) || selected === '' || client.state.waiting.has(selected)
          ? ids
          : [...ids, selected];
      if (desk.selected && recent[0] !== desk.selected) {
        recent = [desk.selected, ...recent.filter((id) => id !== desk.selected)];
      }
      shown = chooseShown(open).filter(Boolean);
      for (const [id, talk] of talks) {
        if (open.includes(id) || shown.includes(id)) continue;
        talk.element.remove();
        talks.delete(id);
        recent = recent.filter((one) => one !== id);
      }
      for (const id of new Set([...open, ...shown])) {
        const talk = talkOf(id);
        talk.element.classList.toggle('talk-off', !shown.includes(id));
        talk.element.classList.toggle('talk-current', id === desk.selected);
        talk.element.style.order = String(shown.indexOf(id) + 1);
        talk.show();
      }
      place.dataset.columns = String(Math.max(1, shown.length));
      showEmpty(shown.length === 0);
      bar.hidden = open.length < 2;
      button.hidden = room() < 2;
      button.setAttribute('aria-pressed', String(isColumns()));
      tabs.show(open, nowMs);
    },
  };
}

/** @typedef {ReturnType<typeof createStage>} Stage */

/**
 * What stays keeps its column, and what comes takes one that is free; when there are more columns
 * or fewer than before, all are in the order of the tabs.
 * @param {readonly string[]} before @param {readonly string[]} wanted
 * @param {readonly string[]} tabs
 */
export function fillColumns(before, wanted, tabs) {
  if (before.length !== wanted.length) return tabs.filter((id) => wanted.includes(id));
  const coming = wanted.filter((id) => !before.includes(id));
  return before.map((id) => (wanted.includes(id) ? id : (coming.shift() ?? id)));
}

/**
 * One tab for each open conversation: its name, what is unread, who waits for an answer and how
 * long.
 * @param {Desk} desk @param {HTMLElement} list @param {(channelId: string) => void} onSelect
 */
function createTabs(desk, list, onSelect) {
  /** @type {Map<string, HTMLElement>} */
  let tabs = new Map();
  /** @type {string[]} */
  let shown = [];

  list.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = shown.indexOf(/** @type {HTMLElement} */ (document.activeElement).dataset.key ?? '');
    if (!step || at === -1) return;
    event.preventDefault();
    const next = shown[(at + step + shown.length) % shown.length] ?? '';
    onSelect(next);
    tabs.get(next)?.focus();
  });

  /** @param {string} id */
  function makeTab(id) {
    return make(
      'button',
      {
        type: 'button',
        role: 'tab',
        class: 'talk-tab',
        'data-key': id,
        onclick: () => onSelect(id),
      },
      make('span', { class: 'clip tab-name', dir: 'auto' }),
      make('span', { class: 'tab-wait numbers', 'aria-hidden': 'true' }),
      make('span', { class: 'count tab-count', hidden: true }),
    );
  }

  return {
    get ids() {
      return shown;
    },
    /** @param {string[]} ids @param {number} nowMs */
    show: (ids, nowMs) => {
      shown = ids;
      const longest = desk.longestUnanswered?.channel.id;
      /** @type {Map<string, HTMLElement>} */
      const kept = new Map();
      for (const id of ids) {
        const tab = tabs.get(id) ?? makeTab(id);
        if (tab.parentElement !== list) list.append(tab);
        fillTab(tab, desk, id, { nowMs, isLongest: id === longest });
        kept.set(id, tab);
      }
      for (const [id, tab] of tabs) if (!kept.has(id)) tab.remove();
      tabs = kept;
    },
  };
}

/**
 * @param {HTMLElement} tab @param {Desk} desk @param {string} id
 * @param {{ nowMs: number, isLongest: boolean }} at
 */
function fillTab(tab, desk, id, { nowMs, isLongest }) {
  const room = desk.client.state.rooms.get(id);
  const [name, wait, count] = /** @type {[HTMLElement, HTMLElement, HTMLElement]} */ ([
    ...tab.children,
  ]);
  const isCurrent = desk.selected === id;
  const unread = room ? desk.countUnread(room) : 0;
  const since = room && desk.waitsSince(room);
  setText(name, room?.conversation?.visitor.name ?? '');
  setText(wait, since ? timer(nowMs - Date.parse(since)) : '');
  tab.classList.toggle('tab-longest', isLongest);
  tab.setAttribute('aria-selected', String(isCurrent));
  tab.tabIndex =
    isCurrent || (desk.selected === '' && tab === tab.parentElement?.firstElementChild) ? 0 : -1;
  count.hidden = unread === 0;
  count.title = `${unread} unread`;
  setText(count, unread > 99 ? '99+' : String(unread));
}

/** What stands where no conversation is shown. @param {Desk} desk */
function createEmpty(desk) {
  const box = need('talk-empty', HTMLElement);
  const line = need('empty-line', HTMLElement);
  const takeNext = need('take-next', HTMLButtonElement);
  box.prepend(makeDrawing('talk'));
  need('layout', HTMLElement).prepend(makeIcon('panel', 'icon icon-small'));
  return (/** @type {boolean} */ isEmpty) => {
    box.hidden = !isEmpty;
    if (!isEmpty) return;
    const { waiting, here, client } = desk;
    const idle = client.state.online ? words.nothingToDo : words.offline;
    const quiet = desk.isSupervisor ? words.supervisor : here.length > 0 ? words.noneOpen : idle;
    setText(line, waiting[0] ? words.noneSelected : quiet);
    takeNext.hidden = !waiting[0];
    setText(takeNext, `Take ${waiting[0]?.visitor.name ?? ''}`);
  };
}

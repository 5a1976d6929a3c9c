import { addressOf, desk as deskName, readAddress } from './addresses.js';
import { need } from '../parts/elements.js';
import { openEmojiPicker } from './emoji-picker.js';
import { itemOf } from './line.js';
import { sidePx } from './panes.js';
import { openSearch } from './search.js';
import { openSwitcher } from './switcher.js';

/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */
/**
 * @typedef {{
 *   panes: import('./panes.js').Panes, channel: import('./channel.js').Channel,
 *   list: { focusFilter: () => void, reveal: () => void },
 *   side: { open: (title: string) => void },
 *   teamActs: import('./team-acts.js').TeamActs,
 *   messageActs: ReturnType<typeof import('./message-acts.js').createMessageActs>,
 *   writing: { leave: () => boolean, edit: (item: import('./items.js').LineItem) => void },
 *   desk: { ask: () => void },
 *   go: (target: Partial<import('./addresses.js').Target>) => void,
 * }} Parts
 */

/** What the buttons, links and keys of the members' place do. */
/** @param {MemberPlace} member @param {Parts} parts */
export function listenToMember(member, parts) {
  const { panes, channel, teamActs, go } = parts;
  const search = () => openSearch(member, { go });
  const switchTo = () => openSwitcher(member, { go });
  const help = need('help', HTMLDialogElement);
  /** @type {Record<string, () => void>} */
  const buttons = {
    'new-team': teamActs.openNew,
    'help-button': () => help.showModal(),
    switcher: switchTo,
    search,
    'to-places': () => go({}),
    'to-side': () => (innerWidth < sidePx ? panes.show('side') : panes.toggleSide()),
    'to-talk': () => panes.show('talk'),
    emoji: () => openEmojiPicker({ title: 'Emoji', onPick: (emoji) => insert(channel, emoji) }),
  };
  for (const [id, act] of Object.entries(buttons)) {
    need(id, HTMLElement).addEventListener('click', act);
  }
  if (member.target.team) panes.show('talk');
  listenToAddresses(member, parts);
  listenToKeys(member, parts, { search, switchTo, help: () => help.showModal() });
  listenInLog(parts);
}

/** @param {import('./channel.js').Channel} channel @param {string} text */
function insert(channel, text) {
  const input = channel.page.form.querySelector('textarea');
  if (!input) return;
  input.setRangeText(text, input.selectionStart, input.selectionEnd, 'end');
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  channel.composer.focus();
}

/** Links of this place are followed without loading a page. */
/** @param {MemberPlace} member @param {Parts} parts */
function listenToAddresses(member, { go, panes, channel }) {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const isOther = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
    if (!link || isOther || event.defaultPrevented || link.target) return;
    if (link.origin !== location.origin || !/^\/app(\/|$)/u.test(link.pathname)) return;
    event.preventDefault();
    go(readAddress(link.pathname));
  });
  addEventListener('popstate', () => {
    closeAll();
    const before = member.key;
    const target = readAddress(location.pathname);
    member.go(target, { isBack: true });
    panes.show(target.team ? 'talk' : 'places');
    if (target.seq && before === member.key) channel.showMessage(target.seq);
  });
}

/** Dialogs and menus are about where one was; what is being typed into one stays. */
function closeAll() {
  /** @type {NodeListOf<HTMLDialogElement>} */
  const dialogs = document.querySelectorAll('dialog[open]:not(:has(.app-form))');
  for (const dialog of dialogs) dialog.close();
  /** @type {NodeListOf<HTMLElement>} */
  const menus = document.querySelectorAll(':popover-open');
  for (const menu of menus) menu.hidePopover();
}

/** @param {MemberPlace} member @param {Parts} parts @param {Record<string, () => void>} acts */
function listenToKeys(member, { panes, channel, list, writing, go }, acts) {
  addEventListener('keydown', (event) => {
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      return acts.switchTo?.();
    }
    if (event.defaultPrevented || document.querySelector('dialog[open], :popover-open')) return;
    if (event.key === 'Escape') {
      if (writing.leave() || channel.composer.leave()) return;
      if (panes.shown === 'side') return panes.show('talk');
      return innerWidth < 768 ? go({}) : channel.toNewest();
    }
    if (event.altKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      return move(member, go, event.key === 'ArrowDown' ? 1 : -1, event.shiftKey);
    }
    if (isCommand || event.altKey || isWriting(event.target)) return;
    const act = { '?': acts.help, '/': acts.search, f: list.focusFilter, r: focusComposer }[
      event.key
    ];
    if (!act) return;
    event.preventDefault();
    act();
  });
  const focusComposer = () => channel.composer.focus();
}

/**
 * To the next place or the previous one, or the next that holds something unread.
 * @param {MemberPlace} member @param {Parts['go']} go
 * @param {1 | -1} step @param {boolean} isUnread
 */
function move(member, go, step, isUnread) {
  const { places, key } = member;
  const count = places.length;
  const at = places.findIndex((place) => place.key === key);
  for (let steps = 1; steps <= count; steps += 1) {
    const place = places.at((at + step * steps + count * steps) % count);
    if (!place || (isUnread && place.unread === 0)) continue;
    const { kind, team, person } = place;
    return go(kind === 'desk' ? { team: deskName } : readAddress(addressOf({ team, person })));
  }
}

/** The arrow keys go from message to message; Enter opens what can be done. @param {Parts} parts */
function listenInLog({ channel, messageActs, writing }) {
  const { log, list, form } = channel.page;
  log.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    const line = event.target instanceof Element ? event.target.closest('.message') : null;
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault();
      return step(list, line, event.key === 'ArrowUp' ? -1 : 1);
    }
    const item = itemOf(line);
    if (!item || event.target !== line || !(line instanceof HTMLElement)) return;
    const isMenu = event.key === 'Enter' || event.key === ' ';
    if (isMenu) messageActs.openActs(item, line);
    else if (!messageActs.press(item, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  form.addEventListener('keydown', (event) => {
    const { target, key } = event;
    if (key !== 'ArrowUp' || !(target instanceof HTMLTextAreaElement) || target.value !== '')
      return;
    const mine = [...list.querySelectorAll('.message-mine')].toReversed().map(itemOf);
    const item = mine.find((one) => one?.seq && !one.deleted && one.type === 'text');
    if (!item || !messageActs.canEdit(item)) return;
    event.preventDefault();
    writing.edit(item);
  });
}

/** @param {HTMLElement} list @param {Element | null} from @param {1 | -1} by */
function step(list, from, by) {
  const lines = [...list.querySelectorAll('.message')];
  const at = from ? lines.indexOf(from) : by < 0 ? lines.length : -1;
  const next = lines[at + by];
  if (!(next instanceof HTMLElement)) return;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}

/** @param {EventTarget | null} target */
function isWriting(target) {
  return (
    target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')
  );
}

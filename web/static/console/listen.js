import { need } from '../parts/elements.js';
import { listenToKeys } from './keys.js';

/**
 * @typedef {{
 *   acts: import('./acts.js').Acts,
 *   panes: import('./panes.js').Panes,
 *   stage: import('./stage.js').Stage,
 *   own: import('./own-desk.js').OwnDesk,
 *   keys: import('./keys.js').KeptKeys,
 *   singleKeys: import('./choice.js').SharedChoice,
 *   online: { toggle: () => void },
 *   away: { toggle: () => void },
 *   sound: { toggle: () => void },
 *   showHelp: () => void,
 *   showSearch: () => void,
 *   showGuests: () => void,
 * }} Parts
 */

/**
 * What the buttons and the keys of the console do.
 * @param {import('./desk.js').Desk} desk @param {Parts} parts
 */
export function listenToAgent(desk, parts) {
  const { acts, panes, stage, own, keys, singleKeys } = parts;
  const takeNext = () => acts.take(desk.waiting[0]?.channel_id);
  const isAgent = !desk.isSupervisor;

  /** @type {Record<string, () => void>} */
  const buttons = {
    'single-keys': singleKeys.toggle,
    'help-button': parts.showHelp,
    'search-button': parts.showSearch,
    'guests-button': parts.showGuests,
    'take-next': takeNext,
    'to-talk': () => panes.show('talk'),
  };
  for (const [id, act] of Object.entries(buttons)) {
    need(id, HTMLElement).addEventListener('click', act);
  }
  const ofAgent = (/** @type {() => void} */ act) => () => void (isAgent && act());
  listenToKeys(
    {
      take: takeNext,
      next: () => acts.move(1),
      previous: () => acts.move(-1),
      longest: () => {
        const id = desk.longestUnanswered?.channel.id;
        if (id) acts.open(id);
      },
      write: () => stage.current?.answer.focus(),
      canned: () => stage.current?.beginCanned(),
      note: () => acts.note(),
      close: () => acts.close(),
      hold: () => acts.hold(),
      transfer: () => acts.transfer(),
      bring: () => acts.bring(),
      visitor: () => panes.show(panes.shown === 'visitor' ? 'talk' : 'visitor'),
      search: parts.showSearch,
      guests: parts.showGuests,
      layout: stage.toggleLayout,
      online: ofAgent(parts.online.toggle),
      away: ofAgent(parts.away.toggle),
      break: ofAgent(own.toggleBreak),
      dnd: ofAgent(own.toggleDnd),
      sound: parts.sound.toggle,
      help: parts.showHelp,
    },
    {
      keys,
      isOn: () => singleKeys.on,
      onEscape: acts.escape,
      onDigit: (digit) => stage.choose(digit),
    },
  );
}

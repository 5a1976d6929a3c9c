import { need } from '../parts/elements.js';
import { listenToKeys } from './keys.js';

/**
 * @typedef {{
 *   acts: import('./acts.js').Acts,
 *   panes: import('./panes.js').Panes,
 *   keys: import('./choice.js').SharedChoice,
 *   online: { toggle: () => void },
 *   away: { toggle: () => void },
 *   sound: { toggle: () => void },
 *   answer: { focus(): void },
 * }} Parts
 */

/**
 * What the buttons and the keys of the console do.
 * @param {import('./desk.js').Desk} desk @param {Parts} parts
 */
export function listenToAgent(desk, { acts, panes, keys, online, away, sound, answer }) {
  const help = need('help', HTMLDialogElement);
  const takeNext = () => acts.take(desk.waiting[0]?.channel_id);
  const showHelp = () => help.showModal();

  /** @type {Record<string, () => void>} */
  const buttons = {
    'single-keys': keys.toggle,
    'help-button': showHelp,
    'take-next': takeNext,
    take: () => acts.take(desk.selected),
    close: acts.close,
    'to-queue': () => panes.show('queue'),
    'to-visitor': () => panes.show('visitor'),
    'to-talk': () => panes.show('talk'),
  };
  for (const [id, act] of Object.entries(buttons)) {
    need(id, HTMLElement).addEventListener('click', act);
  }
  listenToKeys(
    {
      t: takeNext,
      j: () => acts.move(1),
      k: () => acts.move(-1),
      r: () => answer.focus(),
      x: acts.close,
      o: online.toggle,
      a: away.toggle,
      m: sound.toggle,
      '?': showHelp,
    },
    { isOn: () => keys.on, onEscape: acts.escape },
  );
}

import { watchAttention } from '../client/attention.js';
import { need } from '../parts/elements.js';
import { createChoice } from './choice.js';

/** Agents look things up elsewhere while they talk. */
const hiddenMs = 60_000;

/**
 * How visitors see the agent: away when they choose to be, and when nobody is at the console in any
 * of its tabs. They keep their conversations and their place.
 *
 * @param {import('./desk.js').Desk} desk @param {() => void} onChange
 */
export function createAwaySwitch({ client }, onChange) {
  const button = need('away', HTMLButtonElement);
  const choice = createChoice('natter.here', onChange);
  let isThere = true;
  watchAttention(
    (now) => {
      isThere = now;
      onChange();
    },
    { hiddenMs },
  );
  button.addEventListener('click', choice.toggle);

  return {
    toggle: choice.toggle,
    get isChosen() {
      return !choice.on;
    },
    show: () => {
      client.showAs(choice.on && isThere ? 'online' : 'away');
      button.setAttribute('aria-pressed', String(!choice.on));
      button.title = choice.on ? 'Show me as away (a)' : 'You are shown as away (a)';
    },
  };
}

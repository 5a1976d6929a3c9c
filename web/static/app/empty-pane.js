import { make, makeDrawing, need, setText } from '../parts/elements.js';
import { desk } from './addresses.js';
import { words } from './words.js';

/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */

/**
 * What stands in the middle where no channel is: a word, and one thing to do.
 * @param {MemberPlace} member
 * @param {{ onNew: () => void, go: (target: object) => void }} options
 */
export function createEmptyPane(member, { onNew, go }) {
  const box = need('talk-empty', HTMLElement);
  const line = make('p', { role: 'status' });
  const button = make(
    'button',
    { class: 'button button-primary', type: 'button', onclick: onNew },
    'New team',
  );
  const back = make(
    'button',
    { class: 'button button-quiet', type: 'button', onclick: () => go({}) },
    'Back to your teams',
  );
  box.append(makeDrawing('talk'), line, button, back);

  return {
    show: () => {
      const { state } = member.client;
      const { target } = member;
      const isLost = target.team !== '' && target.team !== desk && state.caughtUp;
      const isMet = state.caughtUp || state.connection.phase === 'stopped';
      const hasTeams = member.places.length > 0;
      const usual = hasTeams ? words.noneChosen : words.noTeams;
      box.classList.toggle('talk-unmet', !isMet);
      setText(line, isMet ? (isLost ? words.noSuchPlace : usual) : 'Fetching your teams…');
      button.hidden = !isMet || isLost || hasTeams;
      back.hidden = !isLost;
    },
  };
}

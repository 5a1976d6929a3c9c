import { askToConfirm } from '../parts/confirm.js';
import { make, setText } from '../parts/elements.js';
import { isolate } from '../parts/isolate.js';
import { showToast } from '../parts/toast.js';
import { desk } from './addresses.js';
import { words } from './words.js';

/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */

/**
 * Who answers at the desk, and the way out.
 * @param {MemberPlace} member @param {{ go: (target: { team: string }) => void }} options
 * @returns {import('./side.js').Tab}
 */
export function createDeskTab(member, { go }) {
  const line = make('p', { class: 'side-note' });
  const end = make(
    'button',
    { class: 'button button-quiet button-small', type: 'button', onclick: () => void ask() },
    'End this conversation',
  );
  const pane = make('div', { class: 'side-pane' }, line, make('div', { class: 'side-acts' }, end));

  async function ask() {
    const { key } = member;
    const isSure = await askToConfirm({
      title: 'End this conversation?',
      text: 'Nobody answers in it any more. What was written stays.',
      action: 'End it',
    });
    if (isSure && !member.client.done(key)) return showToast(words.notNow);
    if (isSure) go({ team: desk });
  }

  return {
    title: 'Help',
    isFor: ({ kind }) => kind === 'desk',
    show: (box, { room, isActive }) => {
      if (pane.parentElement !== box) box.replaceChildren(pane);
      const { owner } = room.conversation ?? {};
      setText(line, owner && isActive ? `${isolate(owner.name)} answers you.` : words.deskAbout);
      end.hidden = !isActive;
    },
  };
}

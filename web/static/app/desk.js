import { need } from '../parts/elements.js';
import { showToast } from '../parts/toast.js';
import { desk } from './addresses.js';
import { words } from './words.js';

/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */

/**
 * Asking the organisation's desk: a conversation of its own, in the same place as the teams'.
 * @param {MemberPlace} member @param {{ go: (target: { team: string }) => void }} options
 */
export function createDesk(member, { go }) {
  const button = need('ask-for-help', HTMLButtonElement);
  let isAsked = false;

  function ask() {
    const open = member.deskRoom?.conversation;
    if (open && open.state !== 'closed') return go({ team: desk });
    isAsked = member.client.start('person');
    if (!isAsked) showToast(words.notNow);
  }

  member.client.listen((event) => {
    if (event.type === 'refused' && event.error.of === 'start') isAsked = false;
    if (event.type === 'connection') isAsked = false;
    const now = member.deskRoom?.conversation;
    if (!isAsked || !now || now.state === 'closed') return;
    isAsked = false;
    go({ team: desk });
  });
  button.addEventListener('click', ask);
  return {
    ask,
    show: () => {
      const isMember = member.client.state.user?.role === 'member';
      button.hidden = !isMember;
      button.setAttribute('aria-busy', String(isAsked));
    },
  };
}

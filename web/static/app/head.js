import { make, makeIcon, need, setText } from '../parts/elements.js';
import { isolate } from '../parts/isolate.js';
import {
  describeVisitor,
  describeVisitorFully,
  makePresence,
  showPresence,
} from '../parts/presence.js';
import { makeFace } from './faces.js';
import { countUnreadNotes } from './places.js';

/** @typedef {import('./places.js').Place} Place */
/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */

/** The head of the channel: what it is and who is there. @param {MemberPlace} member */
export function createHead(member) {
  const face = need('head-face', HTMLElement);
  const title = need('head-title', HTMLElement);
  const line = need('head-line', HTMLElement);
  const presence = makePresence();
  const words = make('span', { class: 'talk-state' });
  const tags = make('span', { class: 'tags' });
  line.append(presence, words, tags);
  const toSide = need('to-side', HTMLElement);
  const count = make('span', { class: 'count head-count', 'aria-hidden': 'true', hidden: true });
  toSide.append(count);
  let faceOf = '';
  let tagsOf = '';

  /** Where only the channel is in sight, its button says that there is something beside it. */
  /** @param {Place} here */
  function showWayToSide({ kind, key }) {
    const { rooms, user } = member.client.state;
    const unread = kind === 'help' ? countUnreadNotes(rooms, key, user) : 0;
    const label = kind === 'help' ? 'Notes and more' : 'Members and more';
    toSide.title = label;
    toSide.ariaLabel = unread > 0 ? `${label}, ${unread} unread` : label;
    count.hidden = unread === 0;
    setText(count, String(unread));
  }

  return {
    /** @param {Place} here */
    show: (here) => {
      showWayToSide(here);
      const key = `${here.key} ${here.title} ${here.icon}`;
      if (key !== faceOf) {
        faceOf = key;
        face.replaceChildren(
          here.kind === 'desk' ? makeIcon('headset') : makeFace(member.icons, here),
        );
      }
      setText(title, here.title);
      const { client } = member;
      const { presence: known } = client.state;
      const whom = here.person || here.visitor;
      const shown = whom ? known.of(here.key, whom) : null;
      showPresence(presence, shown, here.kind === 'help' ? describeVisitorFully : describeVisitor);
      setText(words, describeHead(here));
      const shownTags = here.kind === 'team' ? member.tagsOf(here.team) : [];
      if (shownTags.join('\n') === tagsOf) return;
      tagsOf = shownTags.join('\n');
      tags.replaceChildren(...shownTags.map((tag) => make('span', { class: 'tag' }, tag)));
    },
  };
}

/** @param {Place} here */
function describeHead({ kind, line, level, isActive, room }) {
  if (kind === 'direct') return line ? `In ${isolate(line)}` : 'Direct messages';
  if (kind === 'help') return line;
  if (kind === 'desk') return describeDesk(room.conversation);
  if (!isActive) return 'Switched off';
  return { member: '', admin: 'You are an admin', super_admin: 'Your team' }[level];
}

/** @param {import('../client/frames.d.ts').Conversation | null} conversation */
function describeDesk(conversation) {
  if (!conversation) return '';
  if (conversation.state === 'waiting') return 'Waiting for a person';
  if (conversation.state === 'closed') return 'Closed';
  return conversation.owner ? `With ${isolate(conversation.owner.name)}` : '';
}

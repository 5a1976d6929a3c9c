import { make, makeIcon, setText } from '../parts/elements.js';
import { isolate } from '../parts/isolate.js';
import { makeNotesBlock } from '../parts/notes-block.js';

/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */
/** @typedef {import('./places.js').Place} Place */

/**
 * A conversation that one helps in: who has it, the private notes, and the way out.
 * @param {MemberPlace} member @param {import('./helping.js').Helping} helping
 */
export function createHelpTab(member, helping) {
  /** @type {ReturnType<typeof makePane> | null} */
  let pane = null;
  return {
    title: 'Notes',
    isFor: (/** @type {Place} */ { kind, isActive, room }) =>
      kind === 'help' && isActive && room.joined,
    /** Somebody looks at them. */
    isSeen: () => document.hasFocus() && pane !== null && pane.root.checkVisibility(),
    show: (/** @type {HTMLElement} */ box, /** @type {Place} */ place) => {
      if (pane?.key !== place.key || pane.root.parentElement !== box) {
        pane = makePane(member, helping, box, place.key);
      }
      pane.show(place);
    },
  };
}

/**
 * @param {MemberPlace} member @param {import('./helping.js').Helping} helping
 * @param {HTMLElement} box @param {string} key
 */
function makePane(member, helping, box, key) {
  const line = make('p', { class: 'side-note' });
  const onclick = () => member.here && helping.leave(member.here);
  const leave = make(
    'button',
    { class: 'button button-quiet button-small', type: 'button', onclick },
    makeIcon('leave', 'icon icon-small'),
    'Leave the conversation…',
  );
  const acts = make('div', { class: 'side-acts' }, leave);
  const title = make('h2', { class: 'visually-hidden' }, 'About this conversation');
  const root = make('div', { class: 'side-pane' }, title, line, acts);
  box.replaceChildren(root);
  const draftKey = `natter.note.${member.me}.${key}`;
  const notes = makeNotesBlock(member.client, key, { place: root, draftKey });
  return {
    key,
    root,
    /** @param {Place} place */
    show: ({ room, title: visitor }) => {
      setText(line, describeHolder(room.conversation?.owner ?? null, visitor));
      notes.show();
    },
  };
}

/** @param {import('../client/frames.d.ts').Conversation['owner']} owner @param {string} visitor */
function describeHolder(owner, visitor) {
  const name = isolate(visitor);
  if (!owner) return `${name} waits for a person. You help meanwhile.`;
  return `${isolate(owner.name)} has the conversation with ${name}. You help.`;
}

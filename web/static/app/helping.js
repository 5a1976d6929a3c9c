import { askToConfirm } from '../parts/confirm.js';
import { isolate } from '../parts/isolate.js';
import { hideToast, showToast } from '../parts/toast.js';
import { words } from './words.js';

/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */
/** @typedef {import('./places.js').Place} Place */

/**
 * Visitors' conversations that one was brought into: one is told of each, leaves it, and nothing of
 * it stays behind what is on screen.
 * @param {MemberPlace} member @param {{ go: (target: { team?: string }) => void }} options
 */
export function createHelping(member, { go }) {
  const { client } = member;
  /** Those that were told of, or found at first: by key, the visitor's name. */
  /** @type {Map<string, string> | null} */
  let known = null;
  /** Asked to be left and not yet answered. */
  let leaving = '';

  client.listen((event) => {
    const isRefused = event.type === 'refused' && event.error.of === 'leave';
    if (isRefused || event.type === 'connection') leaving = '';
  });

  /** @param {Place} place */
  async function leave({ key, title }) {
    const name = isolate(title);
    const isSure = await askToConfirm({
      title: `Leave the conversation with ${name}?`,
      text: `${name} reads that you left. You come back when somebody brings you in again.`,
      action: 'Leave it',
    });
    if (!isSure) return;
    leaving = client.act('leave', key) ? key : '';
    if (!leaving) showToast(words.notNow);
  }

  /** @param {string} key @param {string} name */
  function end(key, name) {
    hideToast(key);
    if (key !== leaving) return;
    leaving = '';
    showToast(`You left the conversation with ${isolate(name)}.`);
    if (key === member.key) go({});
  }

  return {
    leave: (/** @type {Place} */ place) => void leave(place),
    show: () => {
      if (!client.state.caughtUp) return;
      const before = known;
      known = new Map(member.helps.map(({ key, title }) => [key, title]));
      for (const [key, name] of before ?? []) if (!known.has(key)) end(key, name);
      for (const [key, name] of known) {
        const notes = member.notesOf(key);
        if (notes && !notes.isWanted) client.show(notes.key);
        if (!before || before.has(key) || key === member.key) continue;
        const act = () => go({ team: key });
        showToast(`You were brought in to help ${isolate(name)}.`, {
          label: 'Open',
          act,
          about: key,
        });
      }
      member.forgetHelped();
    },
  };
}

/** @typedef {ReturnType<typeof createHelping>} Helping */

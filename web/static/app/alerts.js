import { isolate } from '../parts/isolate.js';
import { plainLine } from '../parts/markdown-text.js';
import { showToast } from '../parts/toast.js';
import { targetOf } from './addresses.js';

/** @typedef {import('./member-place.js').MemberPlace} MemberPlace */

const maxToastLength = 80;

/**
 * Tells what came while one looked elsewhere: a number in the title, and a line for what is for
 * oneself alone.
 * @param {MemberPlace} member
 * @param {{
 *   go: (target: import('./addresses.js').Target) => void, isSeen: () => boolean,
 *   areNotesSeen: () => boolean,
 * }} options
 */
export function createAlerts(member, { go, isSeen, areNotesSeen }) {
  const title = document.title;
  let isSettled = false;

  member.client.listen((event) => {
    if (event.type === 'caught_up') isSettled = true;
    if (event.type !== 'message' || !event.live || !isSettled) return;
    const { channelId, message } = event;
    const { channel } = member.client.state.rooms.get(channelId) ?? {};
    if (!channel || message.from === member.me) return;
    if (channel.kind === 'notes') return tellOfNote(channel, message);
    const isOnScreen = channelId === member.key && isSeen();
    const isForMe = channel.kind === 'direct' || findHelped(channelId);
    if (isOnScreen || !isForMe) return;
    const line = isolate(plainLine(message.data).slice(0, maxToastLength));
    const said = message.type === 'text' ? line : 'a file';
    showToast(`${isolate(message.name)}: ${said}`, {
      label: 'Open',
      act: () => go(targetOf(channelId)),
      about: channelId,
    });
  });

  const findHelped = (/** @type {string} */ id) => member.helps.find(({ key }) => key === id);

  /**
   * @param {import('../client/frames.d.ts').ChannelFrame} notes
   * @param {import('../client/frames.d.ts').MessageFrame} note
   */
  function tellOfNote({ id, notes_of = '' }, { name }) {
    const helped = findHelped(notes_of);
    if (!helped || (notes_of === member.key && areNotesSeen())) return;
    showToast(`${isolate(name)} wrote a note on ${isolate(helped.title)}.`, {
      label: 'Open',
      act: () => go(targetOf(notes_of)),
      about: id,
    });
  }

  return {
    show: () => {
      const { places, here } = member;
      const mentions = places.reduce(
        (sum, place) => sum + (place.kind === 'team' ? place.mentions : place.unread),
        0,
      );
      const name = here ? `${here.title} · Natter` : title;
      const isAny = places.some((place) => place.unread > 0);
      const sign = mentions > 0 ? `(${mentions}) ` : isAny ? '• ' : '';
      if (document.title !== sign + name) document.title = sign + name;
    },
  };
}

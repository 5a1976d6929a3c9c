import { createFavicon } from './favicon.js';
import { isolate } from '../parts/isolate.js';
import { showToast } from '../parts/toast.js';

/** @typedef {import('./create-desk.js').Desk} Desk */

/** What is there when the page opens is not news. */
const settlingMs = 2000;

/**
 * Tells the agent what came while they looked elsewhere: tab title, tab icon, tone, and a line on
 * screen that says the same as the tone.
 *
 * @param {Desk} desk
 * @param {{
 *   play: (tune: 'waiting' | 'line') => void,
 *   point: (channelId: string) => void,
 *   isOnScreen: (channelId: string) => boolean,
 *   onTake: (channelId: string) => void,
 *   onOpen: (channelId: string) => void,
 * }} options
 */
export function createAlerts(desk, { play, point, isOnScreen, onTake, onOpen }) {
  const favicon = createFavicon();
  const title = document.title;
  /** Each wait is announced once, however often the connection is made anew. @type {Set<string>} */
  const announced = new Set();
  let settledAtMs = Infinity;

  desk.client.listen((event) => {
    const fresh = Date.now() > settledAtMs;
    if (event.type === 'caught_up' && settledAtMs === Infinity)
      settledAtMs = Date.now() + settlingMs;
    if (event.type === 'waiting' && event.conversation) {
      const { channel_id, waiting_since, visitor } = event.conversation;
      const key = `${channel_id}:${waiting_since}`;
      if (announced.has(key)) return;
      announced.add(key);
      if (!fresh) return;
      play('waiting');
      showToast(`${isolate(visitor.name)} is waiting.`, {
        label: 'Take',
        act: () => onTake(channel_id),
      });
      // The row is drawn at the end of this turn.
      setTimeout(() => point(channel_id));
    }
    if (
      event.type === 'message' &&
      event.live &&
      event.message.from !== desk.client.state.user?.id
    ) {
      const { channelId, message } = event;
      if (isOnScreen(channelId) || !desk.mine().some((room) => room.channel.id === channelId))
        return;
      play('line');
      showToast(`${isolate(message.name)}: ${isolate(message.data.slice(0, 80))}`, {
        label: 'Open',
        act: () => onOpen(channelId),
      });
      setTimeout(() => point(channelId));
    }
  });

  return {
    show() {
      const waiting = desk.waiting().length;
      const unread = desk.mine().reduce((sum, room) => sum + desk.unread(room), 0);
      const count = waiting + unread;
      const next = count > 0 ? `(${count}) ${title}` : title;
      if (document.title !== next) document.title = next;
      favicon.show(count, waiting > 0);
    },
  };
}

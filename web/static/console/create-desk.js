import { createClient } from '../client/client.js';
import { createKeptValue } from '../client/kept-value.js';
import { createOutbox } from '../client/outbox.js';
import { requestJson } from '../client/requests.js';
import { countUnread } from '../client/room.js';
import { createStaffSession } from '../client/session.js';

/** @typedef {import('../client/room.js').Room} Room */
/** @typedef {import('../client/frames.d.ts').Waiting} Waiting */

/** Who waits longer than this is overdue. */
export const overdueMs = 5 * 60_000;

/**
 * The agent's side: who waits, what is mine, what is on screen.
 * @param {{ origin: string, online: boolean }} options
 */
export function createDesk({ origin, online }) {
  const session = createStaffSession({ origin });
  const outbox = createOutbox({
    kept: createKeptValue('natter.agent.outbox', [() => globalThis.sessionStorage]),
  });
  const client = createClient({ url: `${origin.replace(/^http/, 'ws')}/ws`, session, outbox });
  const { state } = client;
  state.online = online;
  let selected = '';
  /** Taken here: to be shown as soon as it is mine. */
  let taking = '';
  let onTaken = () => {};

  client.listen((event) => {
    if (event.type === 'refused' && event.error.channel_id === taking) taking = '';
    if (event.type === 'rooms' && taking !== '' && state.rooms.get(taking)?.joined) {
      selected = taking;
      taking = '';
      onTaken();
    }
  });

  const me = () => state.user?.id ?? '';

  return {
    client,

    /** Longest first. @returns {Waiting[]} */
    waiting() {
      return [...state.waiting.values()].sort((a, b) =>
        (a.waiting_since ?? '').localeCompare(b.waiting_since ?? ''),
      );
    },

    /** In the order they were taken, so that nothing moves under the hand. @returns {Room[]} */
    mine() {
      return [...state.rooms.values()].filter(
        (room) =>
          room.joined &&
          room.conversation?.owner?.id === me() &&
          room.conversation.state !== 'closed',
      );
    },

    /** @param {Room} room */
    unread: (room) => countUnread(room, me()),

    get selected() {
      return selected;
    },
    /** @param {string} channelId */
    select(channelId) {
      selected = channelId;
    },

    /** @param {string} channelId @returns {boolean} false without a connection */
    take(channelId) {
      taking = channelId;
      return client.take(channelId);
    },
    get taking() {
      return taking;
    },
    /** @param {() => void} listener called when a conversation that was taken here is on screen */
    whenTaken(listener) {
      onTaken = listener;
    },

    /** @param {boolean} on Rejects with a RequestError; then nothing has changed. */
    async switchOnline(on) {
      const path = on ? '/agent/online' : '/agent/offline';
      const answer = await requestJson(`${origin}${path}`, { method: 'POST' });
      state.online = answer.online;
      if (!state.online) state.waiting.clear();
      return state.online;
    },
  };
}

/** @typedef {ReturnType<typeof createDesk>} Desk */

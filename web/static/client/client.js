import { createClientState } from './client-state.js';
import { firstPageEntries, receiveFrame } from './receive.js';
import { createSocket } from './socket.js';

/** @typedef {import('./frames.d.ts').ClientEvent} ClientEvent */
/** @typedef {import('./outbox.js').Outbox} Outbox */
/** @typedef {import('./room.js').Room} Room */

const typingEveryMs = 2000;
/** A connection that leaves a message unanswered for this long is given up for another. */
const silentMs = 12_000;

/**
 * Natter in a page or a program: one connection, the conversations in it, what was written and is
 * not yet stored. It draws nothing; listeners are told what changed and read `state`.
 *
 * @param {{
 *   url: string,
 *   session: { token(): Promise<string>, renew(): void },
 *   outbox: Outbox,
 *   WebSocket?: typeof globalThis.WebSocket,
 *   random?: () => number,
 * }} options `url` is the websocket's address, e.g. `wss://chat.example/ws`
 */
export function createClient({ url, session, outbox, WebSocket, random }) {
  const state = createClientState(outbox);
  /** @type {Set<(event: ClientEvent) => void>} */
  const listeners = new Set();
  /** @type {Map<string, number>} */
  const typedAtMs = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let silence;
  /** What this connection has sent and the server has not answered. @type {Set<string>} */
  const sent = new Set();

  const effects = { tell, open, flush, retryLater };

  const socket = createSocket({
    url,
    session,
    WebSocket,
    random,
    greeting() {
      const resume = Object.fromEntries(
        [...state.rooms]
          .filter(([, room]) => room.log.last > 0)
          .map(([id, room]) => [id, room.log.last]),
      );
      return { ...(state.store ? { store: state.store } : {}), resume };
    },
    onFrame(frame) {
      if ((frame.op === 'ack' || frame.op === 'error') && frame.id) sent.delete(frame.id);
      if (frame.op === 'message') sent.delete(frame.id);
      if (sent.size === 0) clearTimeout(silence);
      receiveFrame(state, effects, frame);
    },
    onConnection(connection) {
      state.connection = connection;
      if (connection.phase !== 'open') {
        sent.clear();
        clearTimeout(silence);
        for (const room of state.rooms.values()) room.opening = false;
      }
      tell({ type: 'connection', connection });
    },
  });

  /** @param {ClientEvent} event */
  function tell(event) {
    for (const listener of listeners) listener(event);
  }

  /** @param {Room} room @param {number} after */
  function open(room, after) {
    room.opening = socket.send({ op: 'open', channel_id: room.channel.id, after });
  }

  /** Sends what is due and not already on its way. */
  function flush() {
    for (const item of outbox.due()) {
      if (sent.has(item.cid)) continue;
      const { cid: id, channelId, data } = item;
      if (!socket.send({ op: 'send', id, channel_id: channelId, to: '*', type: 'text', data }))
        return;
      sent.add(id);
      clearTimeout(silence);
      silence = setTimeout(() => socket.restart(), silentMs);
    }
  }

  /** @param {string} cid @param {number} waitMs */
  function retryLater(cid, waitMs) {
    // Counted as sent until then, so that no other flush overtakes the wait.
    sent.add(cid);
    setTimeout(() => {
      sent.delete(cid);
      flush();
    }, waitMs);
  }

  return {
    state,

    /** @param {(event: ClientEvent) => void} listener @returns {() => void} stops listening */
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    flush,
    connect: () => socket.start(),
    /** Tries to reconnect at once instead of waiting. */
    hurry: () => socket.hurry(),
    /** Opens a new connection, e.g. as another person. */
    restart: () => socket.restart(),
    /** @param {string} reason */
    stop: (reason) => socket.stop(reason),

    /** @param {string} name an automation's name, or `person` */
    start: (name) => socket.send({ op: 'start', with: name }),

    /** @param {string | null} channelId null: for the conversation that `start` opens @param {string} data */
    send(channelId, data) {
      outbox.add(channelId, data);
      tell({ type: 'outbox', channelId });
      flush();
    },

    /** @param {string} cid */
    retry(cid) {
      outbox.retry(cid);
      flush();
      tell({ type: 'outbox', channelId: null });
    },

    /** @param {string} cid */
    discard(cid) {
      outbox.remove(cid);
      tell({ type: 'outbox', channelId: null });
    },

    /** Says that I am typing, at most every 2 s. @param {string} channelId */
    typing(channelId) {
      if (Date.now() - (typedAtMs.get(channelId) ?? 0) < typingEveryMs) return;
      if (socket.send({ op: 'typing', channel_id: channelId }))
        typedAtMs.set(channelId, Date.now());
    },

    /** Says how far I have read; says nothing twice. @param {string} channelId */
    seen(channelId) {
      const room = state.rooms.get(channelId);
      if (!room || room.log.last <= room.seen) return;
      if (!socket.send({ op: 'seen', channel_id: channelId, seq: room.log.last })) return;
      room.seen = room.log.last;
      tell({ type: 'room', channelId });
    },

    /** Fetches the page before the first entry held. @param {string} channelId */
    earlier(channelId) {
      const room = state.rooms.get(channelId);
      if (!room || room.log.after === 0 || room.opening) return;
      const after = Math.max(0, room.log.after - firstPageEntries);
      room.log.extend(after);
      open(room, after);
    },

    /** @param {string} channelId */
    handOff: (channelId) => socket.send({ op: 'handoff', channel_id: channelId }),
    /** @param {string} channelId */
    take: (channelId) => socket.send({ op: 'take', channel_id: channelId }),
    /** @param {string} channelId */
    done: (channelId) => socket.send({ op: 'done', channel_id: channelId }),
  };
}

/** @typedef {ReturnType<typeof createClient>} Client */

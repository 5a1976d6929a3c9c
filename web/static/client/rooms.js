import { createRoom, rejoin } from './room.js';

/** @typedef {import('./room.js').Room} Room */
/** @typedef {import('./client-state.js').ClientState} ClientState */

/** Entries fetched of a log that this page sees for the first time. */
export const firstPageEntries = 200;
/**
 * A channel that is to be live here, from its first entry on; the server has said nothing of it.
 * @param {ClientState} state @param {string} id
 */
export function followRoom(state, id) {
  const room =
    state.rooms.get(id) ??
    createRoom({ id, kind: 'conversation', name: '', head: 0, seen: 0, conversation: null });
  room.joined = true;
  room.followed = true;
  state.rooms.set(id, room);
  return room;
}

/** @param {ClientState} state @param {import('./frames.d.ts').ChannelFrame} channel */
export function joinRoom(state, channel) {
  const room = state.rooms.get(channel.id);
  if (room) rejoin(room, channel);
  else state.rooms.set(channel.id, createRoom(channel));
}

/**
 * Fetches what is missing of every log, and the last page of those of which nothing is here yet.
 * @param {ClientState} state @param {import('./client-state.js').Effects} effects
 */
export function fillEmpty(state, effects) {
  for (const room of state.rooms.values()) {
    const isWhole = room.log.last >= room.head && (room.opened || !room.followed);
    if (!room.joined || room.opening || isWhole) continue;
    if (room.log.last === 0) {
      room.log.restart(firstAfter(room, room.head));
      state.outbox.forgetStored(room.channel.id, room.log.after);
    }
    effects.open(room, room.log.last);
  }
}

/** @param {Room} room @param {number} head */
export function firstAfter(room, head) {
  return room.followed ? 0 : Math.max(0, head - firstPageEntries);
}

import { addressOf, keyOfChannel } from './address.js';
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
  const { channel_id, to } = addressOf(id);
  const room =
    state.rooms.get(id) ??
    createRoom({
      id: channel_id,
      to,
      kind: to === undefined ? 'conversation' : 'direct',
      name: '',
      head: 0,
      seen: 0,
      conversation: null,
    });
  room.joined = true;
  room.followed = true;
  room.isWanted = true;
  state.rooms.set(id, room);
  return room;
}

/** @param {ClientState} state @param {import('./frames.d.ts').ChannelFrame} channel */
export function joinRoom(state, channel) {
  const key = keyOfChannel(channel);
  const room = state.rooms.get(key);
  if (room) rejoin(room, channel);
  else state.rooms.set(key, createRoom(channel));
  if (channel.kind === 'notes') state.outbox.assign(key, channel.notes_of);
}

/**
 * Fetches what is missing of every log, and the last page of those of which nothing is here yet.
 * @param {ClientState} state @param {import('./client-state.js').Effects} effects
 */
export function fillEmpty(state, effects) {
  for (const room of state.rooms.values()) {
    const isBlank = room.log.entries.length === 0 && room.head > 0;
    const isUpToDate = room.log.last >= room.head && !isBlank;
    const isWhole = isUpToDate && (room.opened || !room.followed);
    if (!room.joined || !room.isWanted || room.opening || isWhole) continue;
    if (isBlank) {
      room.log.restart(firstAfter(room, room.head));
      state.outbox.forgetStored(room.key, room.log.after);
    }
    effects.open(room, room.log.last);
  }
}

/** Entries that are held of a room which no page shows. */
const maxUnwanted = 200;

/** Forgets the log of a room that nobody looks at, when it grew. @param {Room} room */
export function trimRoom(room) {
  if (!room.isWanted && room.log.entries.length > maxUnwanted) room.log.restart(room.log.last);
}

/** @param {Room} room @param {number} head */
export function firstAfter(room, head) {
  return room.followed ? 0 : Math.max(0, head - firstPageEntries);
}

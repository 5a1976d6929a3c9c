import { keyOf, keyOfEntry } from './address.js';
import { applyEntry } from './room.js';
import { trimRoom } from './rooms.js';
import { changeTeam, mentions } from './teams.js';

/** @typedef {import('./frames.d.ts').Entry} Entry */
/** @typedef {import('./frames.d.ts').ServerFrame} ServerFrame */
/** @typedef {import('./room.js').Room} Room */
/** @typedef {import('./client-state.js').ClientState} ClientState */
/** @typedef {import('./client-state.js').Effects} Effects */

/** @param {ClientState} state @param {Effects} effects @param {Entry} entry */
export function receiveEntry(state, effects, entry) {
  const channelId = keyOfEntry(entry, state.user?.id);
  const room = state.rooms.get(channelId);
  if (!room) return;
  state.pasts.receive(channelId, entry);
  const { kind, entries } = applyEntry(room, entry);
  if (kind === 'known') return;
  if (kind === 'early' && !room.opening && state.caughtUp) effects.open(room, room.log.last);
  if (kind === 'added') noteNews(state, effects, room, entries);
  const messages = entries.filter((one) => one.op === 'message');
  for (const { id, from, seq, ts } of messages) {
    if (from === state.user?.id) noteStored(state, effects, { cid: id, channelId, seq, ts });
  }
  effects.tell({ type: 'room', channelId });
  if (kind !== 'added') return;
  for (const message of messages) {
    const live = message.seq > room.headAtJoin && message.seq > room.seen;
    effects.tell({ type: 'message', channelId, message, live });
  }
  trimRoom(room);
}

/**
 * What new entries say of a room: what is unread, and how its team is now.
 * @param {ClientState} state @param {Effects} effects @param {Room} room
 * @param {Entry[]} entries
 */
function noteNews(state, effects, room, entries) {
  const me = state.user?.id;
  for (const entry of entries) {
    if (entry.op === 'message' && entry.from !== me && entry.seq > room.seen) {
      const isNews = entry.seq > room.headAtJoin;
      if (isNews) room.unread += 1;
      if (isNews && mentions(entry.data, state.nick)) room.mentions += 1;
    }
    if (entry.op === 'team') {
      room.channel = changeTeam(room.channel, entry, me);
      effects.tell({ type: 'rooms' });
    }
  }
}

/**
 * A message of mine is stored; when the log shows it, the outbox need not.
 * @param {ClientState} state @param {Effects} effects
 * @param {{ cid: string, channelId: string, seq: number, ts: string }} message
 */
function noteStored({ outbox, rooms }, effects, message) {
  const { cid, channelId, seq, ts } = message;
  if (outbox.stored(cid, seq, ts)) effects.tell({ type: 'stored', ...message });
  // In the log, or stored long ago in a part of it that this page does not hold.
  outbox.forgetStored(channelId, rooms.get(channelId)?.log.last ?? 0);
}

/**
 * @param {ClientState} state @param {Effects} effects
 * @param {Extract<ServerFrame, { op: 'ack' }>} frame
 */
export function receiveAck(state, effects, { id: cid, channel_id, to, seq, ts }) {
  const channelId = keyOf({ channel_id, to });
  noteStored(state, effects, { cid, channelId, seq, ts });
  effects.tell({ type: 'outbox', channelId });
}

import { applyEntry } from './room.js';

/** @typedef {import('./frames.d.ts').Entry} Entry */
/** @typedef {import('./frames.d.ts').ServerFrame} ServerFrame */
/** @typedef {import('./client-state.js').ClientState} ClientState */
/** @typedef {import('./client-state.js').Effects} Effects */

/** @param {ClientState} state @param {Effects} effects @param {Entry} entry */
export function receiveEntry(state, effects, entry) {
  const room = state.rooms.get(entry.channel_id);
  if (!room) return;
  const { kind, entries } = applyEntry(room, entry);
  if (kind === 'known') return;
  if (kind === 'early' && !room.opening && state.caughtUp) effects.open(room, room.log.last);
  const channelId = entry.channel_id;
  const messages = entries.filter((one) => one.op === 'message');
  for (const { id, from, seq, ts } of messages) {
    if (from === state.user?.id) showOwn(state, effects, { cid: id, channelId, seq, ts });
  }
  effects.tell({ type: 'room', channelId });
  if (kind !== 'added') return;
  for (const message of messages) {
    const live = message.seq > room.headAtJoin && message.seq > room.seen;
    effects.tell({ type: 'message', channelId, message, live });
  }
}

/**
 * The log shows a message of mine: the outbox need not.
 * @param {ClientState} state @param {Effects} effects
 * @param {{ cid: string, channelId: string, seq: number, ts: string }} message
 */
function showOwn(state, effects, message) {
  const item = state.outbox.find(message.cid);
  if (!item) return;
  if (item.state !== 'stored') effects.tell({ type: 'stored', ...message });
  state.outbox.remove(message.cid);
}

/**
 * @param {ClientState} state @param {Effects} effects
 * @param {Extract<ServerFrame, { op: 'ack' }>} frame
 */
export function receiveAck(state, effects, { id, channel_id, seq, ts }) {
  const { outbox, rooms } = state;
  const item = outbox.find(id);
  if (item && item.state !== 'stored') {
    effects.tell({ type: 'stored', channelId: channel_id, cid: id, seq, ts });
  }
  outbox.stored(id, seq, ts);
  // Stored long ago, in a part of the log that this page does not hold.
  outbox.forgetStored(channel_id, rooms.get(channel_id)?.log.after ?? 0);
  effects.tell({ type: 'outbox', channelId: channel_id });
}

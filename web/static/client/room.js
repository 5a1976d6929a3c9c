import { keyOfChannel } from './address.js';
import { createChannelLog } from './channel-log.js';
import { applyChanges } from './message-changes.js';

/** @typedef {import('./frames.d.ts').ChannelFrame} ChannelFrame */
/** @typedef {import('./frames.d.ts').Conversation} Conversation */
/** @typedef {import('./frames.d.ts').Entry} Entry */

/** How long somebody counts as typing after their last sign of it. */
export const typingMs = 4000;

/**
 * A channel as this page knows it: its log, its conversation, who has read how far, who types. The
 * log of a team or a thread begins with what comes now, until the page shows it.
 * @param {ChannelFrame} channel
 */
export function createRoom(channel) {
  const log = createChannelLog();
  const isWanted = channel.kind === 'conversation';
  if (!isWanted) log.restart(channel.head);
  return {
    /** What this page calls it: `<channel>`, or of a direct thread `<team>:<person>`. */
    key: keyOfChannel(channel),
    channel,
    log,
    /** The page shows it: what was said before is fetched, and what is missed. */
    isWanted,
    /** Messages of others that I have not seen, and how many of them mention me. */
    unread: channel.unread ?? 0,
    mentions: channel.mentions ?? 0,
    conversation: channel.conversation,
    /** While it waits. @type {import('./frames.d.ts').Place | null} */
    place: null,
    /** The last entry the server knows of. */
    head: channel.head,
    /** What lies behind this came while the page was open. */
    headAtJoin: channel.head,
    /** How far I have read, on any device. */
    seen: channel.seen ?? 0,
    /** How far each of the others has read. @type {Map<string, number>} */
    seenBy: new Map(Object.entries(channel.seen_by ?? {})),
    /**
     * Until when each counts as typing, in milliseconds since 1970.
     * @type {Map<string, { name: string, role: string, text?: string, untilMs: number }>}
     */
    typing: new Map(),
    /** False once the channel is no longer live for me. */
    joined: true,
    /** Asked for by this program rather than live by itself. */
    followed: false,
    /** What is followed is live over this connection. */
    opened: false,
    /** An `open` is under way that fills the log. */
    opening: false,
  };
}

/** @typedef {ReturnType<typeof createRoom>} Room */

/** @param {Room} room @param {Entry} entry */
export function applyEntry(room, entry) {
  const arrival = room.log.add(entry);
  room.head = Math.max(room.head, entry.seq);
  // What came before may have been read before it was changed.
  if (arrival.kind === 'earlier') applyChanges(room.log, room.log.entries);
  if (arrival.kind !== 'added') return arrival;
  applyChanges(room.log, arrival.entries);
  for (const added of arrival.entries) {
    if (added.op === 'message') room.typing.delete(added.from);
    if (added.op !== 'conversation') continue;
    const { conversation } = room;
    if (conversation && added.epoch < conversation.epoch) continue;
    room.conversation = conversationOf(added);
    // The log does not say it; who told of the channel did.
    if (added.epoch === conversation?.epoch)
      room.conversation.left_message = conversation.left_message;
  }
  return arrival;
}

/**
 * What the server says of a channel that is here already.
 * @param {Room} room @param {ChannelFrame} channel
 */
export function rejoin(room, channel) {
  room.channel = channel;
  room.unread = channel.unread ?? room.unread;
  room.mentions = channel.mentions ?? room.mentions;
  // What was missed of what nobody looks at is not fetched.
  if (!room.isWanted && room.log.last !== channel.head) room.log.restart(channel.head);
  room.conversation = channel.conversation;
  room.head = Math.max(room.head, channel.head);
  room.seen = Math.max(room.seen, channel.seen ?? 0);
  for (const [person, seq] of Object.entries(channel.seen_by ?? {})) markSeenBy(room, person, seq);
  room.joined = true;
  room.opening = false;
}

/**
 * The server holds less than this page does: only what it says now counts.
 * @param {Room} room @param {number} after
 */
export function beginAnew(room, after) {
  room.head = room.channel.head;
  room.headAtJoin = room.head;
  room.seen = Math.min(room.seen, room.channel.seen ?? 0);
  room.log.restart(after);
}

/**
 * I have read so far, here or elsewhere.
 * @param {Room} room @param {number} seq @param {string} me
 */
export function markSeen(room, seq, me) {
  if (seq <= room.seen) return;
  room.seen = seq;
  const isAll = seq >= room.head;
  const isHeld = room.log.after <= seq;
  room.unread = isAll ? 0 : isHeld ? countUnread(room, me) : Math.min(room.unread, room.head - seq);
  room.mentions = Math.min(room.mentions, room.unread);
}

/** @param {Room} room @param {string} person @param {number} seq */
export function markSeenBy(room, person, seq) {
  room.seenBy.set(person, Math.max(room.seenBy.get(person) ?? 0, seq));
}

/**
 * @param {Conversation & Record<string, unknown>} frame
 * @returns {Conversation}
 */
export function conversationOf(frame) {
  const { id, channel_id, state, owner, epoch, visitor, waiting_since, left_message } = frame;
  return { id, channel_id, state, owner, epoch, visitor, waiting_since, left_message };
}

/** Messages of others that I have not seen. @param {Room} room @param {string} me */
export function countUnread(room, me) {
  let count = 0;
  for (let i = room.log.entries.length - 1; i >= 0; i--) {
    const entry = /** @type {Entry} */ (room.log.entries[i]);
    if (entry.seq <= room.seen) break;
    if (entry.op === 'message' && entry.from !== me) count += 1;
  }
  return count;
}

/**
 * How far anybody else has read; who writes has read what stands above.
 * @param {Room} room @param {string} me
 */
export function seenByOthers(room, me) {
  const answer = room.log.entries.findLast((entry) => entry.op === 'message' && entry.from !== me);
  return Math.max(answer?.seq ?? 0, ...room.seenBy.values());
}

/** Who is typing now. @param {Room} room @param {number} [nowMs] */
export function typists(room, nowMs = Date.now()) {
  return [...room.typing.values()].filter((typist) => typist.untilMs > nowMs);
}

/** @param {Room} room */
export function lastMessage(room) {
  return room.log.entries.findLast((entry) => entry.op === 'message');
}

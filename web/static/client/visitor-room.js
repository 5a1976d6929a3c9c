import { Run } from './run.js';

/** @typedef {import('./frames.d.ts').ChannelFrame} ChannelFrame */
/** @typedef {import('./frames.d.ts').Conversation} Conversation */
/** @typedef {import('./frames.d.ts').PresenceState} PresenceState */
/** @typedef {Partial<ChannelFrame> & { id: string }} ConversationChannel */

/** Entries fetched of a log that this page sees for the first time. */
export const pageEntries = 200;

/**
 * One conversation as its visitor's page knows it. `channel`: what was said of it last, as the
 * server holds it. `head`: the last entry the server knows of; `headAtJoin`: where the log ended
 * when the page was opened. `seen`: how far I have read, on any device. `place`: while it waits.
 * `typist`: who types, until when in milliseconds since 1970. `people`: who is online or away;
 * `areAll`: nobody else is there. `joined`: it is live for me. `opening`: an `open` is under way
 * that fills the log.
 * @typedef {{
 *   channel: ConversationChannel, log: Run, conversation?: Conversation | null,
 *   place?: import('./frames.d.ts').Place,
 *   head: number, headAtJoin: number, seen: number, seenByOthers: number,
 *   typist: { from: string, name: string, untilMs: number },
 *   people: Map<string, PresenceState>, areAll?: boolean, joined?: boolean, opening?: boolean,
 * }} VisitorRoom
 */

/**
 * What the server says of a conversation.
 * @param {Map<string, VisitorRoom>} rooms @param {ConversationChannel} channel
 */
export function joinRoom(rooms, channel) {
  const { id, head = 0, seen = 0, seen_by = {}, conversation = null } = channel;
  /** @type {VisitorRoom} */
  const room = rooms.get(id) ?? {
    channel,
    log: new Run(),
    head,
    headAtJoin: head,
    seen,
    seenByOthers: 0,
    typist: { from: '', name: '', untilMs: 0 },
    people: new Map(),
  };
  rooms.set(id, room);
  raise(room, 'head', head);
  raise(room, 'seen', seen);
  raise(room, 'seenByOthers', ...Object.values(seen_by));
  Object.assign(room, { channel, conversation, joined: true, opening: false });
  return room;
}

/**
 * How far something has come; what is said late changes nothing.
 * @param {VisitorRoom} room @param {'head' | 'seen' | 'seenByOthers'} key @param {number[]} seqs
 */
export function raise(room, key, ...seqs) {
  room[key] = Math.max(room[key], ...seqs);
}

/**
 * How it stands now. Neither the log nor who tells of places knows whether a message was left.
 * @param {VisitorRoom} room
 * @param {import('./frames.d.ts').ConversationFrame} frame
 */
export function takeConversation(room, frame) {
  const { epoch = 0, left_message } = room.conversation ?? {};
  if (frame.epoch < epoch) return;
  const { position, estimate_range_s: range = null, seq } = frame;
  const isSilent = position || (seq && frame.epoch === epoch);
  room.conversation = isSilent ? { ...frame, left_message } : frame;
  if (position) room.place = { position, range };
}

/** Messages of others that I have not seen. @param {VisitorRoom} room @param {string} me */
export function countNews({ log, seen }, me) {
  return log.entries.filter((one) => one.op === 'message' && one.from !== me && one.seq > seen)
    .length;
}

/**
 * How far anybody else has read; who writes has read what stands above.
 * @param {VisitorRoom} room @param {string} me
 */
export function readByOthers({ log, seenByOthers }, me) {
  const answer = log.entries.findLast((one) => one.op === 'message' && one.from !== me);
  return Math.max(answer?.seq ?? 0, seenByOthers);
}

/**
 * How somebody stands in it; null while nobody has said.
 * @param {VisitorRoom} room @param {string} id
 */
export function stateOf({ people, areAll }, id) {
  return people.get(id) ?? (areAll ? 'offline' : null);
}

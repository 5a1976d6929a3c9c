import { createRun } from './run.js';

/** @typedef {import('./frames.d.ts').ChannelFrame} ChannelFrame */
/** @typedef {import('./frames.d.ts').Conversation} Conversation */
/** @typedef {import('./frames.d.ts').Entry} Entry */
/** @typedef {import('./frames.d.ts').PresenceState} PresenceState */

/** Entries fetched of a log that this page sees for the first time. */
export const pageEntries = 200;
/** How long somebody counts as typing after their last sign of it. */
const typingMs = 4000;

/** One conversation as its visitor's page knows it. @param {string} id its channel's */
export function createVisitorRoom(id) {
  return {
    channel: { id },
    log: createRun(),
    /** @type {Conversation | null} */
    conversation: null,
    /** While it waits. @type {import('./frames.d.ts').Place | null} */
    place: null,
    /** The last entry the server knows of, and where the log ended when the page was opened. */
    head: 0,
    headAtJoin: 0,
    /** What was said of it last, as the server holds it. */
    said: { head: 0, seen: 0 },
    /** How far I have read, on any device, and how far the others have. */
    seen: 0,
    seenByOthers: 0,
    /** Who types, until when in milliseconds since 1970. */
    typist: { from: '', name: '', untilMs: 0 },
    /** Who is online or away. @type {Map<string, PresenceState>} */
    people: new Map(),
    /** Nobody else is there. */
    areAll: false,
    /** It is live for me. */
    joined: true,
    /** An `open` is under way that fills the log. */
    opening: false,
  };
}

/** @typedef {ReturnType<typeof createVisitorRoom>} VisitorRoom */

/**
 * What the server says of a conversation.
 * @param {Map<string, VisitorRoom>} rooms @param {Partial<ChannelFrame> & { id: string }} channel
 */
export function joinRoom(rooms, { id, head = 0, seen = 0, seen_by = {}, conversation = null }) {
  const known = rooms.get(id);
  const room = known ?? createVisitorRoom(id);
  rooms.set(id, room);
  if (!known) room.headAtJoin = head;
  room.head = Math.max(room.head, head);
  room.seen = Math.max(room.seen, seen);
  room.seenByOthers = Math.max(room.seenByOthers, ...Object.values(seen_by));
  Object.assign(room, { conversation, said: { head, seen }, joined: true, opening: false });
  return room;
}

/** @param {VisitorRoom} room @param {Entry[]} news entries that came to the end of its log */
export function takeNews(room, news) {
  for (const entry of news) {
    if (entry.op === 'message' && entry.from === room.typist.from) room.typist.untilMs = 0;
    if (entry.op === 'conversation') takeConversation(room, entry);
  }
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
  const isSilent = position !== undefined || (seq !== undefined && frame.epoch === epoch);
  room.conversation = isSilent ? { ...frame, left_message } : frame;
  if (position !== undefined) room.place = { position, range };
}

/** @param {VisitorRoom} room @param {string} from @param {string} name */
export function noteTyping(room, from, name) {
  room.typist = { from, name, untilMs: Date.now() + typingMs };
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

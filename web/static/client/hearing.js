import { Run } from './run.js';
import { joinRoom, pageEntries, raise, takeConversation } from './visitor-room.js';

/** @typedef {import('./frames.d.ts').Entry} Entry */
/** @typedef {import('./frames.d.ts').ServerFrame} ServerFrame */
/** @typedef {import('./visitor-client.js').VisitorClient} VisitorClient */
/** @typedef {import('./visitor-room.js').VisitorRoom} VisitorRoom */

/** Until an `open` that was refused is tried again, when the server does not say. */
const usualWaitMs = 1000;
/** How long somebody counts as typing after their last sign of it. */
const typingMs = 4000;

/**
 * A member may be in others' conversations as well, to help: those are not for a visitor's page.
 * @param {import('./frames.d.ts').Person | null | undefined} user
 * @param {Pick<import('./frames.d.ts').Conversation, 'visitor'> | null} conversation
 */
const isBy = (user, conversation) => conversation?.visitor.id === user?.id;

/**
 * What each frame of the server does to a visitor's client; other frames say nothing to visitors.
 * @type {{ [Op in ServerFrame['op']]?:
 *   (client: VisitorClient, frame: Extract<ServerFrame, { op: Op }>) => void }}
 */
const hearings = {
  welcome(client, { user, store, channels, agents_online, typing_preview }) {
    const { state } = client;
    const { rooms } = state;
    // Another store, or another person: what this page holds belongs to a world that is gone.
    if (state.store !== store || state.user?.id !== user.id) rooms.clear();
    for (const room of rooms.values()) room.joined = false;
    for (const channel of channels) if (isBy(user, channel.conversation)) joinRoom(rooms, channel);
    const [agentsOnline, typingPreview] = [agents_online, typing_preview];
    Object.assign(state, { user, store, agentsOnline, typingPreview, caughtUp: false });
    state.outbox.claim(user.id);
    client.tell({ type: 'welcome', user });
  },
  caught_up(client) {
    client.state.caughtUp = true;
    fill(client);
    client.tell({ type: 'caught_up' });
  },
  conversation({ state }, frame) {
    if (!isBy(state.user, frame)) return;
    const { channel_id: id, seq, agents_online, next_opening } = frame;
    const isStaffed = agents_online !== undefined;
    if (isStaffed) state.agentsOnline = agents_online;
    if (isStaffed || next_opening !== undefined) state.nextOpening = next_opening;
    if (!state.rooms.has(id)) joinRoom(state.rooms, { id });
    // An entry of the log may tell of what was open long ago.
    if (!seq && frame.state !== 'closed') state.outbox.assign(id);
  },
  started(client, { conversation, ...frame }) {
    hearFrame(client, { ...frame, ...conversation, op: 'conversation' });
  },
  ack: noteStored,
  error(client, error) {
    const isWritten = client.state.outbox.refused(error.id, error, () => client.flush());
    if (!isWritten) client.tell({ type: 'refused', error });
  },
  joined(client, { channel }) {
    const { rooms, user } = client.state;
    if (isBy(user, channel.conversation)) joinRoom(rooms, channel);
    fill(client);
  },
  agents({ state }, { online }) {
    state.agentsOnline = online;
  },
};

/**
 * The same for what happens in a conversation that is here.
 * @type {{ [Op in ServerFrame['op']]?: (
 *   room: VisitorRoom, frame: Extract<ServerFrame, { op: Op }>, client: VisitorClient,
 * ) => void }}
 */
const inRoom = {
  message: hearEntry,
  message_changed: hearEntry,
  notice: hearEntry,
  conversation(room, frame, client) {
    if (frame.seq) hearEntry(room, /** @type {Entry} */ (frame), client);
    else takeConversation(room, frame);
  },
  started(room, { created }, client) {
    // It was begun elsewhere: what was said there comes first.
    if (!created && room.log.last === 0) client.open(room, 0);
  },
  error(room, { of, code, retry_ms = usualWaitMs }, client) {
    if (of !== 'open' && of !== 'hello') return;
    room.opening = false;
    if (code === 'not_found') room.joined = false;
    else setTimeout(() => fill(client), retry_ms);
  },
  left(room) {
    room.joined = false;
  },
  opened(room, { head }) {
    raise(room, 'head', head);
    room.opening = false;
  },
  reset(room, _, client) {
    const { id, head = 0, seen = 0 } = room.channel;
    Object.assign(room, { head, headAtJoin: head, seen: Math.min(room.seen, seen) });
    client.state.outbox.forgetStored(id, Infinity);
    openLast(client, room);
  },
  seen(room, { from, seq }, { state }) {
    raise(room, from === state.user?.id ? 'seen' : 'seenByOthers', seq);
  },
  typing(room, { from, name }, { state }) {
    if (from !== state.user?.id) room.typist = { from, name, untilMs: Date.now() + typingMs };
  },
  presence(room, frame) {
    if (!('people' in frame)) return;
    if (frame.complete) {
      room.people.clear();
      room.areAll = true;
    }
    for (const { id, state } of frame.people) room.people.set(id, state);
  },
};

/** @typedef {(a: unknown, frame: unknown, client?: unknown) => void} Hearing */

/**
 * Takes one frame into the client's state.
 * @param {VisitorClient} client @param {ServerFrame} frame
 */
export function hearFrame(client, frame) {
  const { rooms, outbox } = client.state;
  const { op, channel_id = '' } = /** @type {{ op: ServerFrame['op'], channel_id?: string }} */ (
    frame
  );
  /** @type {Hearing | undefined} */ (hearings[op])?.(client, frame);
  const room = rooms.get(channel_id);
  if (room) {
    /** @type {Hearing | undefined} */ (inRoom[op])?.(room, frame, client);
    outbox.forgetStored(channel_id, room.log.last);
  }
  client.tell({ type: 'heard', frame });
}

/** @param {VisitorRoom} room @param {Entry} entry @param {VisitorClient} client */
function hearEntry(room, entry, client) {
  const { typist, headAtJoin, log } = room;
  const news = log.add(entry);
  raise(room, 'head', entry.seq);
  if (entry.seq > log.last) fill(client);
  for (const one of news) {
    if (one.op === 'conversation') takeConversation(room, one);
    if (one.op !== 'message') continue;
    if (one.from === typist.from) typist.untilMs = 0;
    if (one.from === client.state.user?.id) noteStored(client, one);
    const live = one.seq > headAtJoin && one.seq > room.seen;
    client.tell({ type: 'message', channelId: one.channel_id, message: one, live });
  }
}

/**
 * @param {VisitorClient} client
 * @param {{ id: string, channel_id: string, seq: number, ts: string }} stored
 */
function noteStored(client, { id: cid, channel_id: channelId, seq, ts }) {
  if (client.state.outbox.stored(cid, seq, ts))
    client.tell({ type: 'stored', channelId, cid, seq, ts });
}

/**
 * Fetches what is missing of every log, of what is new the last page.
 * @param {VisitorClient} client
 */
function fill(client) {
  const { caughtUp, rooms } = client.state;
  for (const room of rooms.values()) {
    const { log, head, joined, opening } = room;
    if (!caughtUp || !joined || opening || log.last >= head) continue;
    if (log.last > log.after) client.open(room, log.last);
    else openLast(client, room);
  }
}

/**
 * Begins the log anew with its last page.
 * @param {VisitorClient} client @param {VisitorRoom} room
 */
function openLast(client, room) {
  room.log = new Run(Math.max(0, room.head - pageEntries));
  client.open(room, room.log.last);
}

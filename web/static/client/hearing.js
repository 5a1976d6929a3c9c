import { joinRoom, noteTyping, pageEntries, takeConversation, takeNews } from './visitor-room.js';

/** @typedef {import('./frames.d.ts').Entry} Entry */
/** @typedef {import('./frames.d.ts').ServerFrame} ServerFrame */
/** @typedef {import('./visitor-client.js').VisitorClient} VisitorClient */
/** @typedef {import('./visitor-room.js').VisitorRoom} VisitorRoom */

/** Until an `open` that was refused is tried again, when the server does not say. */
const usualWaitMs = 1000;

/**
 * What each frame of the server does to a visitor's client; other frames say nothing to visitors.
 * @type {{ [Op in ServerFrame['op']]?:
 *   (client: VisitorClient, frame: Extract<ServerFrame, { op: Op }>) => void }}
 */
const hearings = {
  welcome(client, { user, store, channels, agents_online, typing_preview }) {
    const { state } = client;
    // Another store, or another person: what this page holds belongs to a world that is gone.
    const isOther = state.store !== store || state.user?.id !== user.id;
    if (isOther) state.rooms.clear();
    for (const room of state.rooms.values()) room.joined = false;
    for (const channel of channels) {
      if (channel.kind === 'conversation') joinRoom(state.rooms, channel);
    }
    Object.assign(state, { user, store, caughtUp: false, agentsOnline: agents_online });
    state.typingPreview = typing_preview === true;
    state.outbox.claim(user.id);
    client.tell({ type: 'welcome', user });
    client.flush();
  },
  caught_up(client) {
    client.state.caughtUp = true;
    fill(client);
    client.tell({ type: 'caught_up' });
  },
  message: hearEntry,
  message_changed: hearEntry,
  notice: hearEntry,
  conversation(client, frame) {
    const { state } = client;
    const { channel_id: id, visitor, seq, agents_online, next_opening = null } = frame;
    if (agents_online !== undefined) {
      Object.assign(state, { agentsOnline: agents_online, nextOpening: next_opening });
    }
    if (seq !== undefined) return hearEntry(client, /** @type {Entry} */ (frame));
    const isMine = visitor.id === state.user?.id;
    const room = state.rooms.get(id);
    if (room) takeConversation(room, frame);
    else if (isMine) joinRoom(state.rooms, { id, conversation: frame });
    if (isMine && frame.state !== 'closed') {
      state.outbox.assign(id);
      client.flush();
    }
    client.tell({ type: 'room', channelId: id });
  },
  started(client, { channel_id, conversation, created, agents_online, next_opening }) {
    const { rooms } = client.state;
    const isKnown = rooms.has(channel_id);
    const op = /** @type {const} */ ('conversation');
    hearings.conversation?.(client, { ...conversation, op, agents_online, next_opening });
    // It was begun elsewhere: what was said there comes first.
    const room = rooms.get(channel_id);
    if (room && !isKnown && !created) client.open(room, 0);
  },
  ack({ state, tell }, { id, channel_id: channelId, seq, ts }) {
    const { outbox, rooms } = state;
    const item = outbox.find(id);
    if (item && item.state !== 'stored') tell({ type: 'stored', channelId, cid: id, seq, ts });
    outbox.stored(id, seq, ts);
    // Stored long ago, in a part of the log that this page does not hold.
    outbox.forgetStored(channelId, rooms.get(channelId)?.log.after ?? 0);
    tell({ type: 'outbox', channelId });
  },
  error: hearError,
  joined(client, { channel }) {
    if (channel.kind !== 'conversation') return;
    joinRoom(client.state.rooms, channel);
    if (client.state.caughtUp) fill(client);
    client.tell({ type: 'rooms' });
  },
  agents({ state, tell }, { online }) {
    state.agentsOnline = online;
    tell({ type: 'availability' });
  },
  invitation: ({ tell }, frame) => tell({ type: 'desk', frame }),
  invitation_ended: ({ tell }, frame) => tell({ type: 'desk', frame }),
  left: inRoom((room) => {
    room.joined = false;
  }),
  opened: inRoom((room, { head }) => {
    room.head = Math.max(room.head, head);
    room.opening = false;
  }),
  reset: inRoom((room, _, client) => {
    const { head, seen } = room.said;
    Object.assign(room, { head, headAtJoin: head, seen: Math.min(room.seen, seen) });
    beginAt(client, room, Infinity);
    client.open(room, room.log.after);
  }),
  seen: inRoom((room, { from, seq }, { state }) => {
    const key = from === state.user?.id ? 'seen' : 'seenByOthers';
    room[key] = Math.max(room[key], seq);
  }),
  typing: inRoom((room, { from, name }, { state }) => {
    if (from !== state.user?.id) noteTyping(room, from, name);
  }),
  presence: inRoom((room, frame) => {
    if (!('people' in frame)) return;
    if (frame.complete) room.people.clear();
    room.areAll ||= frame.complete === true;
    for (const { id, state } of frame.people) room.people.set(id, state);
  }),
};

/**
 * Takes one frame into the client's state.
 * @param {VisitorClient} client @param {ServerFrame} frame
 */
export function hear(client, frame) {
  const hearing = /** @type {((client: VisitorClient, frame: ServerFrame) => void) | undefined} */ (
    hearings[frame.op]
  );
  hearing?.(client, frame);
}

/**
 * What changes something in a conversation that is here.
 * @template {{ channel_id: string }} Frame
 * @param {(room: VisitorRoom, frame: Frame, client: VisitorClient) => void} act
 */
function inRoom(act) {
  return (/** @type {VisitorClient} */ client, /** @type {Frame} */ frame) => {
    const room = client.state.rooms.get(frame.channel_id);
    if (!room) return;
    act(room, frame, client);
    client.tell({ type: 'room', channelId: frame.channel_id });
  };
}

/** @param {VisitorClient} client @param {Entry} entry */
function hearEntry(client, entry) {
  const { rooms, user, outbox, caughtUp } = client.state;
  const { channel_id: channelId } = entry;
  const room = rooms.get(channelId);
  const news = room?.log.add(entry);
  if (!room || !news) return;
  room.head = Math.max(room.head, entry.seq);
  if (entry.seq > room.log.last && !room.opening && caughtUp) client.open(room, room.log.last);
  takeNews(room, news);
  const messages = news.filter((one) => one.op === 'message');
  for (const { id: cid, from, seq, ts } of messages) {
    const item = from === user?.id && outbox.find(cid);
    if (!item) continue;
    if (item.state !== 'stored') client.tell({ type: 'stored', channelId, cid, seq, ts });
    outbox.remove(cid);
  }
  client.tell({ type: 'room', channelId });
  for (const message of messages) {
    const live = message.seq > room.headAtJoin && message.seq > room.seen;
    client.tell({ type: 'message', channelId, message, live });
  }
}

/** @param {VisitorClient} client @param {import('./frames.d.ts').ErrorFrame} error */
function hearError(client, error) {
  const { outbox, rooms } = client.state;
  const { id, of, code, channel_id = '', retry_ms } = error;
  const item = id && outbox.find(id);
  if (item) {
    const waitMs = outbox.refused(item.cid, error);
    if (waitMs !== null) client.postpone(item, waitMs);
    return client.tell({ type: 'outbox', channelId: item.channelId });
  }
  const room = rooms.get(channel_id);
  if (room && (of === 'open' || of === 'hello')) {
    room.opening = false;
    if (code === 'not_found') room.joined = false;
    else client.later(() => fill(client), retry_ms ?? usualWaitMs);
  }
  client.tell({ type: 'refused', error });
}

/**
 * Fetches what is missing of every log, of what is new the last page.
 * @param {VisitorClient} client
 */
function fill(client) {
  for (const room of client.state.rooms.values()) {
    const { log, head, joined, opening } = room;
    if (!joined || opening || log.last >= head) continue;
    if (log.last === log.after) beginAt(client, room, Math.max(0, head - pageEntries));
    client.open(room, log.last);
  }
}

/**
 * Begins the log anew.
 * @param {VisitorClient} client @param {VisitorRoom} room @param {number} storedUntil
 */
function beginAt({ state }, { log, head, channel }, storedUntil) {
  log.restart(Math.max(0, head - pageEntries));
  state.outbox.forgetStored(channel.id, storedUntil);
}

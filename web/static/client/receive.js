import { keyOf, keyOfChannel } from './address.js';
import { receiveAck, receiveEntry } from './receive-entries.js';
import { isInQueue } from './queue-states.js';
import { beginAnew, conversationOf, markSeen, markSeenBy, typingMs } from './room.js';
import { fillEmpty, firstAfter, followRoom, joinRoom } from './rooms.js';

/** @typedef {import('./frames.d.ts').ClientEvent} ClientEvent */
/** @typedef {import('./frames.d.ts').ConversationFrame} ConversationFrame */
/** @typedef {import('./frames.d.ts').Entry} Entry */
/** @typedef {import('./frames.d.ts').ServerFrame} ServerFrame */
/** @typedef {import('./frames.d.ts').WelcomeFrame} WelcomeFrame */
/** @typedef {import('./room.js').Room} Room */
/** @typedef {import('./client-state.js').ClientState} ClientState */
/** @typedef {import('./client-state.js').Effects} Effects */

/** Until an `open` that was refused is tried again, when the server does not say. */
const usualWaitMs = 1000;

/**
 * Takes one frame of the server into the state and tells what changed.
 * @param {ClientState} state @param {Effects} effects @param {ServerFrame} frame
 */
export function receiveFrame(state, effects, frame) {
  switch (frame.op) {
    case 'welcome':
      return receiveWelcome(state, effects, frame);
    case 'caught_up':
      state.caughtUp = true;
      fillEmpty(state, effects);
      return effects.tell({ type: 'caught_up' });
    case 'message':
    case 'message_changed':
    case 'notice':
    case 'team':
      return receiveEntry(state, effects, frame);
    case 'conversation':
      return receiveConversation(state, effects, frame);
    case 'ack':
      return receiveAck(state, effects, frame);
    case 'error':
      return receiveError(state, effects, frame);
    case 'pong':
      return;
    case 'presence':
      state.presence.receive(frame);
      return effects.tell({ type: 'presence', channelId: keyOf(frame) });
    case 'desk':
      state.desk = { paused: frame.paused, reason: frame.reason, dnd: frame.dnd };
      return effects.tell({ type: 'desk', frame });
    case 'offer_missed':
    case 'bell':
    case 'guests':
    case 'invited':
    case 'invitation':
    case 'invitation_ended':
      return effects.tell({ type: 'desk', frame });
    case 'started':
      return receiveStarted(state, effects, frame);
    case 'agents':
      state.agentsOnline = frame.online;
      return effects.tell({ type: 'availability' });
    case 'automation':
      state.running.set(frame.name, frame.running);
      return effects.tell({ type: 'availability' });
    default:
      return receiveInRoom(state, effects, frame);
  }
}

/**
 * @param {ClientState} state @param {Effects} effects
 * @param {Extract<ServerFrame, { op: 'joined' | 'left' | 'opened' | 'closed' | 'reset' | 'typing' |
 * 'seen' }>} frame
 */
function receiveInRoom(state, effects, frame) {
  if (frame.op === 'joined') {
    if (frame.channel.kind === 'waiting_list') state.online = true;
    else {
      joinRoom(state, frame.channel);
      // The waiting list says so too, but perhaps later.
      state.waiting.delete(frame.channel.id);
    }
    if (state.caughtUp) fillEmpty(state, effects);
    return effects.tell({ type: 'rooms' });
  }
  if (frame.op === 'left' && frame.channel_id.startsWith('waiting-')) {
    state.online = false;
    for (const id of state.waiting.keys()) state.presence.forget(id);
    state.waiting.clear();
    return effects.tell({ type: 'waiting', conversation: null });
  }
  const channelId = keyOf(frame);
  if (frame.op === 'left' || frame.op === 'closed') state.presence.forget(channelId);
  const room = state.rooms.get(channelId);
  if (!room) return;
  if (frame.op === 'left') {
    room.joined = false;
    room.followed = false;
  }
  if (frame.op === 'opened') {
    room.head = Math.max(room.head, frame.head);
    room.opening = false;
    room.opened = true;
  }
  if (frame.op === 'reset') {
    const { head } = room.channel;
    beginAnew(room, room.isWanted ? firstAfter(room, head) : head);
    state.outbox.forgetStored(channelId, Infinity);
    if (room.isWanted) effects.open(room, room.log.after);
  }
  if (frame.op === 'seen') {
    if (frame.from === state.user?.id) markSeen(room, frame.seq, frame.from);
    else markSeenBy(room, frame.from, frame.seq);
  }
  if (frame.op === 'typing') {
    if (frame.from === state.user?.id) return;
    const { name, role, text } = frame;
    room.typing.set(frame.from, { name, role, text, untilMs: Date.now() + typingMs });
    return effects.tell({ type: 'typing', channelId });
  }
  effects.tell(frame.op === 'left' ? { type: 'rooms' } : { type: 'room', channelId });
}

/** @param {ClientState} state @param {Effects} effects @param {WelcomeFrame} frame */
function receiveWelcome(state, effects, frame) {
  // Another store, or another person: what this page holds belongs to a world that is gone.
  const isOtherStore = state.store !== '' && state.store !== frame.store;
  const isOther = state.user !== null && state.user.id !== frame.user.id;
  if (isOtherStore || isOther) {
    const followed = isOther ? [] : [...state.rooms.values()].filter((room) => room.followed);
    state.rooms.clear();
    state.presence.forgetAll();
    for (const { key } of followed) followRoom(state, key);
  }
  state.user = frame.user;
  state.store = frame.store;
  state.agentsOnline = frame.agents_online ?? state.agentsOnline;
  state.online = frame.user.online ?? state.online;
  state.typingPreview = frame.typing_preview === true;
  state.caughtUp = false;
  // Whatever still waits is told again after every welcome.
  state.waiting.clear();
  state.outbox.claim(frame.user.id);
  const live = new Set(frame.channels.map(keyOfChannel));
  for (const [key, room] of state.rooms) if (!live.has(key)) room.joined = room.followed;
  for (const channel of frame.channels)
    if (channel.kind !== 'waiting_list') joinRoom(state, channel);
  effects.tell({ type: 'welcome', user: frame.user });
  effects.tell({ type: 'rooms' });
  effects.tell({ type: 'waiting', conversation: null });
}

/**
 * One op, three meanings: an entry of a log (`seq`), a line of the waiting list (`list_seq`), the
 * answer to something asked (neither).
 *
 * @param {ClientState} state @param {Effects} effects @param {ConversationFrame} frame
 */
function receiveConversation(state, effects, frame) {
  const { agents_online, next_opening } = frame;
  const isStaffed = agents_online !== undefined;
  if (isStaffed) state.agentsOnline = agents_online;
  if (isStaffed || next_opening !== undefined) state.nextOpening = next_opening ?? null;
  updateWaiting(state, effects, frame);
  if (frame.seq !== undefined) return receiveEntry(state, effects, /** @type {Entry} */ (frame));
  const room = state.rooms.get(frame.channel_id);
  if (room) {
    if (!room.conversation || frame.epoch >= room.conversation.epoch) {
      const { position, estimate_range_s: range = null } = frame;
      // Who tells of places does not know whether a message was left.
      const left_message = position === undefined ? frame.left_message : hasLeft(room);
      room.conversation = { ...conversationOf(frame), left_message };
      if (position !== undefined) room.place = { position, range };
    }
  } else if (frame.visitor.id === state.user?.id) {
    joinRoom(state, {
      id: frame.channel_id,
      kind: 'conversation',
      name: '',
      head: 0,
      seen: 0,
      conversation: conversationOf(frame),
    });
  }
  const isMine = frame.visitor.id === state.user?.id;
  if (isMine && frame.state !== 'closed') state.outbox.assign(frame.channel_id);
  effects.tell({ type: 'rooms' });
  effects.tell({ type: 'room', channelId: frame.channel_id });
  if (frame.list_seq === undefined) effects.tell({ type: 'answered', channelId: frame.channel_id });
}

/**
 * @param {ClientState} state @param {Effects} effects
 * @param {Extract<ServerFrame, { op: 'started' }>} frame
 */
function receiveStarted(state, effects, frame) {
  const { agents_online, next_opening, conversation, channel_id } = frame;
  const isKnown = state.rooms.has(channel_id);
  receiveConversation(state, effects, {
    ...conversation,
    op: 'conversation',
    agents_online,
    next_opening,
  });
  // It was begun elsewhere: what was said there comes first.
  const room = state.rooms.get(channel_id);
  if (room && !isKnown && !frame.created) effects.open(room, 0);
}

/** @param {ClientState} state @param {Effects} effects @param {ConversationFrame} frame */
function updateWaiting(state, effects, frame) {
  if (state.user?.role !== 'agent') return;
  const room = state.rooms.get(frame.channel_id);
  // Two logs tell of one conversation; what the other has already told of later is no news.
  if (room?.joined && frame.epoch < (room.conversation?.epoch ?? 0)) return;
  const before = state.waiting.get(frame.channel_id);
  if (isInQueue(frame.state)) {
    // Only the list says these; the conversation's own log does not.
    const { last, note, offer, left_message } = frame.last ? frame : (before ?? {});
    const line = { ...conversationOf(frame), last: last ?? [], note, offer, left_message };
    state.waiting.set(frame.channel_id, line);
    effects.tell({ type: 'waiting', conversation: line });
  } else if (before) {
    state.waiting.delete(frame.channel_id);
    if (!room?.joined) state.presence.forget(frame.channel_id);
    effects.tell({ type: 'waiting', conversation: null });
  }
}

/**
 * @param {ClientState} state @param {Effects} effects
 * @param {import('./frames.d.ts').ErrorFrame} frame
 */
function receiveError(state, effects, frame) {
  // Notes are opened for the first of what is to go into them.
  const isNote = frame.of === 'notes';
  const due = isNote && state.outbox.due().find(({ notesOf }) => notesOf === frame.channel_id);
  const item = due || state.outbox.find(frame.id);
  if (state.outbox.refused(item?.cid, frame, effects.flush)) {
    effects.tell({ type: 'outbox', channelId: item?.channelId ?? null });
    // Whoever is out of a conversation does not see its notes.
    if (!isNote || item?.state === 'sending') return;
  }
  if (frame.of === 'open' || frame.of === 'hello') receiveNotOpened(state, effects, frame);
  effects.tell({ type: 'refused', error: frame });
}

/**
 * @param {ClientState} state @param {Effects} effects
 * @param {import('./frames.d.ts').ErrorFrame} frame
 */
function receiveNotOpened(state, effects, { channel_id = '', to, code, message, retry_ms }) {
  const key = keyOf({ channel_id, to });
  state.pasts.fail(key, message);
  const room = state.rooms.get(key);
  if (!room) return;
  room.opening = false;
  if (code !== 'not_found') return effects.fillLater(retry_ms ?? usualWaitMs);
  room.joined = false;
  room.followed = false;
  effects.tell({ type: 'rooms' });
}

/** @param {Room} room */
function hasLeft({ conversation }) {
  return conversation?.left_message;
}

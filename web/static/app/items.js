import { dayName, dayOf } from '../parts/times.js';

/** @typedef {import('../client/frames.d.ts').Entry} Entry */
/** @typedef {import('../client/frames.d.ts').MessageFrame} MessageFrame */
/** @typedef {import('../client/frames.d.ts').OutboxItem} OutboxItem */
/**
 * @typedef {{ kind: 'day' | 'unread', key: string, text: string }} RuleItem
 * @typedef {{ kind: 'event', key: string, text: string, ts: string, tone: 'quiet' | 'waiting' }}
 * EventItem
 * @typedef {{
 *   kind: 'message', key: string, seq: number, mine: boolean, from: string, name: string,
 *   role: string, type: MessageFrame['type'], data: string, ts: string, first: boolean,
 *   last: boolean, state: 'sending' | 'stored' | 'seen' | 'failed' | '', reason?: string,
 *   kept?: string, cid?: string, message?: MessageFrame, replyTo?: number, edited: boolean,
 *   deleted: boolean, pinned: boolean, reactions: Record<string, string[]>,
 * }} LineItem
 * @typedef {RuleItem | EventItem | LineItem} Item
 */

/** Messages of one sender further apart than this do not join. */
const joinMs = 5 * 60_000;

/**
 * What a channel shows, top to bottom: days, where the unread ones begin, what happened, messages
 * with their neighbours joined.
 * @param {{
 *   entries: readonly Entry[], outbox: readonly OutboxItem[],
 *   me: { id: string, name: string } | null, seenSeq: number, unreadAfter: number,
 *   describe: (entry: Exclude<Entry, { op: 'message' }>) =>
 *     { text: string, tone: 'quiet' | 'waiting' } | null,
 *   nowMs?: number,
 * }} source
 *   `unreadAfter`: the last seq that was read when the channel was opened; 0 for no such line
 * @returns {Item[]}
 */
export function channelItems(source) {
  const { entries, outbox, me, seenSeq, unreadAfter, describe, nowMs = Date.now() } = source;
  /** @type {Item[]} */
  const items = [];
  let day = '';
  let isUnreadDue = unreadAfter > 0 && (entries[0]?.seq ?? 0) <= unreadAfter + 1;

  /** @param {EventItem | LineItem} item */
  function push(item) {
    const itemDay = dayOf(item.ts);
    if (itemDay !== day) {
      day = itemDay;
      items.push({ kind: 'day', key: `day:${day}`, text: dayName(item.ts, nowMs) });
    }
    const before = items.at(-1);
    if (item.kind === 'message' && before?.kind === 'message' && joins(before, item)) {
      before.last = false;
      item.first = false;
    }
    items.push(item);
  }

  const shown = new Set();
  for (const entry of entries) {
    if (entry.op !== 'message') {
      const described = describe(entry);
      if (described) push({ kind: 'event', key: `seq:${entry.seq}`, ts: entry.ts, ...described });
      continue;
    }
    if (isUnreadDue && entry.seq > unreadAfter && entry.from !== me?.id) {
      isUnreadDue = false;
      items.push({ kind: 'unread', key: 'unread', text: 'New' });
    }
    shown.add(entry.id);
    push(fromMessage(entry, me, seenSeq));
  }
  for (const item of outbox) if (!shown.has(item.cid)) push(fromOutbox(item, me));
  return items;
}

/** @param {LineItem} before @param {LineItem} item */
function joins(before, item) {
  return (
    before.from === item.from &&
    item.replyTo === undefined &&
    Date.parse(item.ts) - Date.parse(before.ts) < joinMs
  );
}

/**
 * @param {MessageFrame} message @param {{ id: string } | null} me @param {number} seenSeq
 * @returns {LineItem}
 */
function fromMessage(message, me, seenSeq) {
  const { id, seq, from, name, role, type, data, ts } = message;
  const mine = from === me?.id;
  const state = message.seq <= seenSeq ? 'seen' : 'stored';
  return {
    kind: 'message',
    key: mine ? `cid:${id}` : `seq:${seq}`,
    seq,
    mine,
    from,
    name,
    role,
    type,
    data,
    ts,
    first: true,
    last: true,
    state: mine && !message.deleted ? state : '',
    message,
    replyTo: message.reply_to,
    edited: message.edited_at !== undefined && !message.deleted,
    deleted: message.deleted === true,
    pinned: message.pinned === true,
    reactions: message.reactions ?? {},
  };
}

/** @param {OutboxItem} item @param {{ id: string, name: string } | null} me @returns {LineItem} */
function fromOutbox(item, me) {
  return {
    kind: 'message',
    key: `cid:${item.cid}`,
    seq: 0,
    mine: true,
    from: me?.id ?? 'me',
    name: me?.name ?? '',
    role: 'member',
    type: item.type ?? 'text',
    data: item.data,
    ts: item.at,
    first: true,
    last: true,
    state: item.state,
    reason: item.reason,
    kept: !item.type || item.type === 'text' ? 'Your text is kept.' : '',
    cid: item.cid,
    replyTo: item.replyTo,
    edited: false,
    deleted: false,
    pinned: false,
    reactions: {},
  };
}

import { dayName, dayOf } from './times.js';

/** @typedef {import('../client/frames.d.ts').Entry} Entry */
/** @typedef {import('../client/frames.d.ts').OutboxItem} OutboxItem */

/**
 * @typedef {{ kind: 'day', key: string, text: string }} DayItem
 * @typedef {{ kind: 'event', key: string, text: string, ts: string, tone: 'quiet' | 'waiting' }}
 * EventItem
 * @typedef {{
 *   kind: 'message', key: string, mine: boolean, from: string, name: string, role: string,
 *   type?: string, data: string, ts: string, first: boolean, last: boolean,
 *   state: 'sending' | 'stored' | 'seen' | 'failed' | '', reason?: string, kept?: string,
 *   cid?: string,
 * }} MessageItem
 * @typedef {DayItem | EventItem | MessageItem} TimelineItem
 */

/** Messages of one sender further apart than this do not join. */
const joinMs = 5 * 60_000;

/**
 * What a timeline shows, top to bottom: days, what happened, messages with their neighbours joined.
 * An own message keeps its key while it turns from written into stored, so its element stays.
 *
 * @param {{
 *   entries: readonly Entry[],
 *   outbox: readonly OutboxItem[],
 *   me: { id: string, name: string } | null,
 *   seenSeq: number,
 * describe: (entry: Exclude<Entry, { op: 'message' }>) => { text: string, tone: 'quiet' | 'waiting'
 * } | null,
 *   nowMs?: number,
 * }} source
 * @returns {TimelineItem[]}
 */
export function timelineItems({ entries, outbox, me, seenSeq, describe, nowMs = Date.now() }) {
  /** @type {TimelineItem[]} */
  const items = [];
  let day = '';

  /** @param {EventItem | MessageItem} item */
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

  for (const entry of entries) {
    if (entry.op === 'message') push(fromMessage(entry, me, seenSeq));
    else {
      const described = describe(entry);
      if (described) push({ kind: 'event', key: `seq:${entry.seq}`, ts: entry.ts, ...described });
    }
  }
  const shown = new Set(entries.map((entry) => (entry.op === 'message' ? entry.id : '')));
  for (const item of outbox) if (!shown.has(item.cid)) push(fromOutbox(item, me));
  return items;
}

/** @param {MessageItem} before @param {MessageItem} item */
function joins(before, item) {
  return before.from === item.from && Date.parse(item.ts) - Date.parse(before.ts) < joinMs;
}

/**
 * @param {import('../client/frames.d.ts').MessageFrame} message
 * @param {{ id: string } | null} me @param {number} seenSeq
 * @returns {MessageItem}
 */
function fromMessage(message, me, seenSeq) {
  const mine = message.from === me?.id;
  const { id, from, name, role, type, data, ts, seq } = message;
  const key = mine ? `cid:${id}` : `seq:${seq}`;
  const state = mine ? (seq <= seenSeq ? 'seen' : 'stored') : '';
  return makeItem({ key, mine, from, name, role, type, data, ts, state });
}

/**
 * @param {OutboxItem} item @param {{ id: string, name: string } | null} me
 * @returns {MessageItem}
 */
function fromOutbox({ cid, type, data, at, state, reason }, me) {
  const { id = 'me', name = '' } = me ?? {};
  const mine = { key: `cid:${cid}`, mine: true, from: id, name, role: 'user' };
  return makeItem({ ...mine, type, data, ts: at, state, reason, cid });
}

/** @param {Omit<MessageItem, 'kind' | 'first' | 'last'>} item @returns {MessageItem} */
function makeItem(item) {
  return { kind: 'message', first: true, last: true, ...item };
}

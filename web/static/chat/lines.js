import { readByOthers } from '../client/visitor-room.js';
import { dayName, dayOf } from '../parts/times.js';
import { describeForVisitor } from './words.js';

/** Messages of one sender further apart than this do not join. */
const joinMs = 5 * 60_000;

/**
 * A day or a change; or what somebody said, `state` if it was the visitor. An own message keeps its
 * key while it turns from written into stored. `isOver`: the conversation takes nothing any more.
 * @typedef {{ key: string, ts: string, look: string, text: string }} Told
 * @typedef {{
 *   key: string, ts: string, look?: undefined, from?: string, name: string, role?: string,
 *   type?: string, data: string, first: boolean, last: boolean,
 *   state?: 'sending' | 'stored' | 'seen' | 'failed', cid?: string, reason?: string,
 *   isOver?: boolean,
 * }} Said
 */

/**
 * What a log shows, top to bottom: days, what happened, messages with their neighbours joined.
 * @param {import('../client/visitor-room.js').VisitorRoom | undefined} room
 * @param {readonly import('../client/frames.d.ts').OutboxItem[]} outbox
 * @param {string} me
 */
export function linesOf(room, outbox, me) {
  /** @type {(Told | Said)[]} */
  const lines = [];
  const known = new Set();

  /** @param {Told | Said} line */
  function add(line) {
    const before = lines.at(-1);
    if (!before || dayOf(before.ts) !== dayOf(line.ts)) {
      const text = dayName(line.ts);
      lines.push({ key: text, ts: line.ts, look: 'timeline-day', text });
    } else if (line.look === undefined && before.look === undefined && before.from === line.from) {
      const isNear = Date.parse(line.ts) - Date.parse(before.ts) < joinMs;
      line.first = before.last = !isNear;
    }
    lines.push(line);
  }

  /** @param {Omit<Said, 'first' | 'last'>} said */
  const addSaid = (said) => add({ ...said, first: true, last: true });

  if (room) {
    const seen = readByOthers(room, me);
    const { id: channelId } = room.channel;
    for (const entry of room.log.entries) {
      const { seq, ts } = entry;
      const key = channelId + seq;
      if (entry.op !== 'message') {
        const told = describeForVisitor(entry);
        const { text = '', tone = '' } = told ?? {};
        if (told) add({ key, ts, text, look: `timeline-event timeline-event-${tone}` });
        continue;
      }
      const { id, from, name, role, type, data } = entry;
      known.add(id);
      if (from !== me) addSaid({ key, ts, from, name, role, type, data });
      else addSaid({ key: id, ts, name, data, type, state: seq > seen ? 'stored' : 'seen' });
    }
  }
  const isOver = room?.conversation?.state === 'closed';
  for (const { cid, at, data, state, reason } of outbox) {
    if (!known.has(cid)) addSaid({ key: cid, ts: at, name: '', data, state, reason, cid, isOver });
  }
  return lines;
}

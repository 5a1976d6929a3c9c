import { expect, test } from 'vitest';
import type { Entry, MessageFrame, OutboxItem } from '../client/frames.d.ts';
import { timelineItems } from './timeline-items.js';

const me = { id: 'me', name: 'Vera' };
const nowMs = Date.parse('2026-01-31T12:00:00.000Z');

function message(seq: number, from: string, ts: string): MessageFrame {
  return {
    op: 'message',
    channel_id: 'c',
    seq,
    ts,
    id: `id-${seq}`,
    to: '*',
    type: 'text',
    data: `line ${seq}`,
    from,
    name: from,
    role: from === 'me' ? 'user' : 'agent',
  };
}

function show(entries: Entry[], outbox: OutboxItem[] = [], seenSeq = 0) {
  const describe = () => ({ text: 'something happened', tone: 'quiet' }) as const;
  return timelineItems({ entries, outbox, me, seenSeq, describe, nowMs });
}

function messagesOf(items: ReturnType<typeof show>) {
  return items.flatMap((item) => (item.kind === 'message' ? [item] : []));
}

test('a day is written above its first line, and only there', () => {
  const items = show([
    message(1, 'ann', '2026-01-29T12:00:00.000Z'),
    message(2, 'ann', '2026-01-30T12:00:00.000Z'),
    message(3, 'ann', '2026-01-30T12:01:00.000Z'),
    message(4, 'ann', '2026-01-31T11:00:00.000Z'),
  ]);
  const days = items.flatMap((item) => (item.kind === 'day' ? [item.text] : []));
  expect(days).toEqual([expect.stringMatching(/Thursday/), 'Yesterday', 'Today']);
});

test('lines of one sender join, until another speaks, time passes or something happens', () => {
  const at = (minute: number) => `2026-01-31T10:${String(minute).padStart(2, '0')}:00.000Z`;
  const notice: Entry = { op: 'notice', channel_id: 'c', seq: 6, ts: at(32), code: 'x', text: 'x' };
  const items = show([
    message(1, 'ann', at(0)),
    message(2, 'ann', at(1)),
    message(3, 'me', at(2)),
    message(4, 'ann', at(3)),
    message(5, 'ann', at(30)),
    notice,
    message(7, 'ann', at(33)),
  ]);
  const joins = messagesOf(items).map(({ first, last }) => [first, last]);
  expect(joins).toEqual([
    [true, false],
    [false, true],
    [true, true],
    [true, true],
    [true, true],
    [true, true],
  ]);
});

test('my line keeps its place on the page from sending over stored to seen', () => {
  const at = '2026-01-31T10:00:00.000Z';
  const waiting: OutboxItem = {
    cid: 'id-1',
    channelId: 'c',
    data: 'line 1',
    at,
    state: 'sending',
  };
  const seen = [
    show([], [waiting]),
    show([], [{ ...waiting, state: 'stored', seq: 1 }]),
    show([message(1, 'me', at)], [{ ...waiting, state: 'stored' }]),
    show([message(1, 'me', at)], [], 1),
  ].map(messagesOf);
  expect(seen.map((items) => items.map(({ key, state }) => [key, state]))).toEqual([
    [['cid:id-1', 'sending']],
    [['cid:id-1', 'stored']],
    [['cid:id-1', 'stored']],
    [['cid:id-1', 'seen']],
  ]);
});

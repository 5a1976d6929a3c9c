import { expect, test } from 'vitest';
import type { Entry, MessageFrame, OutboxItem } from '../client/frames.d.ts';
import { channelItems } from './items.js';

const me = { id: 'me', name: 'Me' };
const at = (minutes: number) => new Date(Date.UTC(2026, 2, 2, 12, minutes)).toISOString();
const message = (seq: number, from: string, more: Partial<MessageFrame> = {}) =>
  ({
    op: 'message',
    id: `c${seq}`,
    seq,
    from,
    name: from,
    role: 'member',
    type: 'text',
    data: `line ${seq}`,
    ts: at(seq),
    ...more,
  }) as MessageFrame;

const show = (entries: Entry[], more: Partial<Parameters<typeof channelItems>[0]> = {}) =>
  channelItems({
    entries,
    outbox: [],
    me,
    seenSeq: 0,
    unreadAfter: 0,
    describe: () => null,
    ...more,
  });
const keys = (items: ReturnType<typeof show>) => items.map(({ kind, key }) => `${kind} ${key}`);

test('lines of one sender join until another speaks or answers', () => {
  const items = show([
    message(1, 'ada'),
    message(2, 'ada'),
    message(3, 'ada', { reply_to: 1 }),
    message(4, 'ben'),
  ]);
  const lines = items.flatMap((item) => (item.kind === 'message' ? [item] : []));
  expect(lines.map(({ first, last }) => [first, last])).toEqual([
    [true, false],
    [false, true],
    [true, true],
    [true, true],
  ]);
});

test('what came since stands below a line, and what is mine does not begin it', () => {
  const entries = [message(1, 'ada'), message(2, 'me'), message(3, 'ben')];
  expect(keys(show(entries, { unreadAfter: 1 }))).toEqual([
    expect.stringMatching(/^day /),
    'message seq:1',
    'message cid:c2',
    'unread unread',
    'message seq:3',
  ]);
  expect(keys(show(entries.slice(2), { unreadAfter: 1 }))).not.toContain('unread unread');
});

test('what is on its way stands last, as what it is, until the log shows it', () => {
  const waiting: OutboxItem = {
    cid: 'c9',
    channelId: 'team',
    type: 'image',
    data: 'file-1',
    at: at(9),
    state: 'failed',
    reason: 'No.',
    replyTo: 1,
  };
  const items = show([message(1, 'ada')], { outbox: [waiting] });
  expect(items.at(-1)).toMatchObject({ type: 'image', data: 'file-1', replyTo: 1, kept: '' });
  const stored = message(9, 'me', { type: 'image', data: 'file-1' });
  expect(keys(show([message(1, 'ada'), stored], { outbox: [waiting] })).slice(1)).toEqual([
    'message seq:1',
    'message cid:c9',
  ]);
});

test('a tombstone says nothing of what was there', () => {
  const gone = message(1, 'me', { data: '', deleted: true, edited_at: at(2) });
  const item = show([gone]).at(-1);
  expect(item).toMatchObject({ deleted: true, edited: false, state: '', reactions: {} });
});

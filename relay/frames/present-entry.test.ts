import { expect, test } from 'vitest';
import type { Entry, MessageEntry } from '../../internal/contract/entries.ts';
import { presentEntry } from './present-entry.ts';

const ts = '2026-01-31T08:15:30.123Z';
const secret = { password_hash: 'canary', refresh_hash: 'canary', org_id: 'canary' };

const message: MessageEntry = {
  kind: 'message',
  seq: 7,
  ts,
  id: 'm1',
  to: '*',
  type: 'text',
  data: 'hello',
  from: 'ada',
  name: 'Ada',
  role: 'user',
};

const conversation = {
  id: 'conversation',
  channel_id: 'c',
  state: 'open' as const,
  owner: { kind: 'agent' as const, id: 'ann', name: 'Ann', ...secret },
  epoch: 2,
  visitor: { id: 'ada', name: 'Ada', ...secret },
  waiting_since: null,
  ...secret,
};

const entries: Entry[] = [
  { ...message, ...secret },
  { kind: 'conversation', seq: 8, ts, conversation, reason: 'taken', ...secret },
  { kind: 'notice', seq: 9, ts, code: 'automation_absent', text: 'Not running.', ...secret },
  {
    kind: 'waiting',
    seq: 3,
    ts,
    conversation,
    note: 'wants to pay',
    last: [{ name: 'Ada', role: 'user', data: 'hello', ts, ...secret }],
    ...secret,
  },
];

test('R17: whatever else an entry carries, people see the fields they may see', () => {
  for (const entry of entries)
    expect(JSON.stringify(presentEntry('c', entry))).not.toMatch(/canary/);
});

test('a message is shown as it is written', () => {
  const { kind: _kind, ...shown } = message;
  expect(presentEntry('c', message)).toEqual({ op: 'message', channel_id: 'c', ...shown });
});

test('a line of the waiting list names the conversation’s channel and the list’s seq', () => {
  const shown = presentEntry('waiting-main', entries[3]!);
  const place = { op: 'conversation', channel_id: 'c', list_seq: 3 };
  expect(shown).toMatchObject({ ...place, note: 'wants to pay' });
  expect(shown).not.toHaveProperty('seq');
});

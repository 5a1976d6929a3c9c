import { expect, test } from 'vitest';
import type { Entry, MessageChangedFrame, MessageFrame, TeamFrame } from './frames.d.ts';
import { applyEntry, createRoom, markSeen } from './room.js';
import { changeTeam, mentions } from './teams.js';

const ts = '2026-01-31T08:15:30.123Z';
const by = { id: 'bob', name: 'Bob' };

function message(seq: number): MessageFrame {
  const who = { from: 'ada', name: 'Ada', role: 'member' } as const;
  return {
    ...{ op: 'message', channel_id: 't', seq, ts, id: `m${seq}`, to: '*', type: 'text' },
    ...who,
    data: `line ${seq}`,
  };
}

function change(seq: number, of: number, rest: Partial<MessageChangedFrame>): Entry {
  const what = rest.what ?? 'edited';
  return { op: 'message_changed', channel_id: 't', seq, ts, of, to: '*', by, ...rest, what };
}

function open(head = 0) {
  return createRoom({ id: 't', kind: 'team', name: 'T', head, seen: 0, conversation: null });
}

test('a change shows on the message it is of, whichever page brought it', () => {
  const room = open(2);
  room.log.extend(0);
  const log: Entry[] = [
    change(3, 1, { what: 'edited', data: 'better' }),
    change(4, 2, { what: 'reacted', emoji: '👍' }),
    change(5, 2, { what: 'reacted', emoji: '🎉' }),
    change(6, 2, { what: 'unreacted', emoji: '👍' }),
    change(7, 1, { what: 'pinned' }),
  ];
  for (const entry of log) applyEntry(room, entry);
  for (const seq of [1, 2]) applyEntry(room, message(seq));
  expect(room.log.find(1)).toMatchObject({ data: 'better', edited_at: ts, pinned: true });
  expect(room.log.find(2)).toMatchObject({ data: 'line 2', reactions: { '🎉': ['bob'] } });
  applyEntry(room, change(8, 1, { what: 'deleted' }));
  expect(room.log.find(1)).toMatchObject({ data: '', deleted: true });
  expect(room.log.find(1)).not.toHaveProperty('pinned');
  applyEntry(room, change(9, 1, { what: 'edited', data: 'too late' }));
  expect(room.log.find(1)).toMatchObject({ data: '' });
});

test('reading on, here or elsewhere, leaves unread what came after', () => {
  const room = open();
  for (let seq = 1; seq <= 5; seq++) applyEntry(room, message(seq));
  room.unread = 5;
  room.mentions = 4;
  markSeen(room, 3, 'me');
  expect([room.seen, room.unread, room.mentions]).toEqual([3, 2, 2]);
  markSeen(room, 2, 'me');
  expect(room.seen).toBe(3);
  markSeen(room, 5, 'me');
  expect([room.unread, room.mentions]).toEqual([0, 0]);
});

test("a team's line says what it is called, and what I may do there", () => {
  const facts = { id: 't', name: 'T', icon: null, active: true, version: 1 };
  const channel = { ...open().channel, team: { ...facts, level: 'member' as const } };
  const line = (what: TeamFrame['what'], who: string, author = 'x'): TeamFrame => ({
    op: 'team',
    ...{ channel_id: 't', seq: 1, ts, what, by: { id: author, name: '' } },
    ...{ person: { id: who, name: '' }, team: { ...facts, name: 'New', version: 2 } },
  });
  expect(changeTeam(channel, line('made_admin', 'me'), 'me')).toMatchObject({
    name: 'New',
    team: { name: 'New', version: 2, level: 'admin' },
  });
  expect(changeTeam(channel, line('made_admin', 'you'), 'me').team?.level).toBe('member');
  expect(changeTeam(channel, line('transferred', 'me'), 'me').team?.level).toBe('super_admin');
  const held = { ...channel, team: { ...facts, level: 'super_admin' as const } };
  expect(changeTeam(held, line('transferred', 'you', 'me'), 'me').team?.level).toBe('admin');
  expect(changeTeam({ ...channel, head: 1 }, line('made_admin', 'me'), 'me').name).toBe('T');
});

test('somebody is mentioned by their nick and by nothing longer', () => {
  const calls = ['@ada', 'Hi @Ada, look', 'well, @ada.', '(@ada)'];
  const others = ['@adam', 'ada', 'mail@ada', '@ad', ''];
  expect(calls.filter((line) => mentions(line, 'ada'))).toEqual(calls);
  expect(others.filter((line) => mentions(line, 'ada'))).toEqual([]);
  expect(mentions('@ada', null)).toBe(false);
});

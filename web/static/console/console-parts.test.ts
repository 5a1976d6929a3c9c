import { expect, test } from 'vitest';
import { waitsSince } from './answer-wait.js';
import { orderCategories } from './closing.js';
import { aimsOf, describeColleague } from './colleagues.js';
import { Desk } from './desk.js';
import { mentionedIn, readMention } from './notes.js';
import { fillColumns } from './stage.js';

const line = (from: string, ts: string, role = 'user') =>
  ({ op: 'message', from, ts, role }) as never;

test('somebody waits since the first line that nobody of the staff answered', () => {
  const first = [line('vera', '1'), line('bot', '2', 'automation'), line('vera', '3')];
  expect(waitsSince(first, 'vera')).toBe('1');
  expect(waitsSince([...first, line('ana', '4', 'agent')], 'vera')).toBeNull();
  const again = [...first, line('ana', '4', 'agent'), line('vera', '5'), line('vera', '6')];
  expect(waitsSince(again, 'vera')).toBe('5');
  expect(waitsSince([], 'vera')).toBeNull();
});

test('the category that was used last comes first', () => {
  expect(orderCategories(['A', 'B', 'C'], ['C', 'gone', 'A'])).toEqual(['C', 'A', 'B']);
});

test('columns stay where they are; what comes takes the place of what goes', () => {
  const tabs = ['a', 'b', 'c', 'd'];
  expect(fillColumns(['b'], ['b', 'a'], tabs)).toEqual(['a', 'b']);
  expect(fillColumns(['a', 'b'], ['c', 'b'], tabs)).toEqual(['c', 'b']);
  expect(fillColumns(['c', 'b'], ['b', 'c'], tabs)).toEqual(['c', 'b']);
  expect(fillColumns(['c', 'b'], ['b'], tabs)).toEqual(['b']);
});

test('names behind an @ are read, the longer of two that begin alike', () => {
  expect(readMention('Ask @Be')).toEqual({ typed: 'Be', from: 4 });
  expect(readMention('me@home')).toBeNull();
  const people = ['Ana', 'Ana Ortiz', 'Bo'].map((name) => ({ id: name, name }));
  const ids = (text: string) => mentionedIn(text, people).map(({ id }) => id);
  expect(ids('@Ana Ortiz and @Bo, look')).toEqual(['Ana Ortiz', 'Bo']);
  expect(ids('@Ana Ortiz, and @Ana')).toEqual(['Ana Ortiz', 'Ana']);
  expect(ids('Ana')).toEqual([]);
});

test('a conversation goes to who has a free seat; how the others stand is said', () => {
  const person = { id: 'b', name: 'Bo', role: 'agent', open: 2, limit: 6, dnd: false } as const;
  expect(describeColleague({ ...person, state: 'free' })).toBe('2 of 6');
  expect(describeColleague({ ...person, state: 'paused', dnd: true })).toBe(
    '2 of 6, on a break, do not disturb',
  );
  expect(describeColleague({ ...person, state: 'offline' })).toBe('offline');
  const aims = aimsOf({
    people: [
      { ...person, state: 'full' },
      { ...person, role: 'admin', state: 'free' },
    ],
    teams: [{ id: 't', name: 'Billing', free: 1 }],
    automations: [{ name: 'chat-bot', title: 'Bot' }],
  });
  expect(aims.map(({ value }) => value)).toEqual(['agent:b', 'team:t', 'automation:chat-bot']);
  expect(aims[0]).toMatchObject({ isOff: true, note: '2 of 6, no free seat' });
});

test('a change waits for its answer, and for no longer than the connection', async () => {
  const desk = new Desk({ origin: 'https://chat.example', online: true });
  desk.client.act = () => true;
  const hold = () => desk.change('hold', 'talk', { minutes: 15 });
  const refused = { op: 'error', of: 'hold', channel_id: 'talk', code: 'conflict' } as const;

  const done = hold();
  desk.client.tell({ type: 'answered', channelId: 'other' });
  desk.client.tell({ type: 'refused', error: { ...refused, of: 'seen', message: 'No.' } });
  expect(desk.isAwaited({ ...refused, message: 'No.' })).toBe(true);
  desk.client.tell({ type: 'answered', channelId: 'talk' });
  await done;
  expect(desk.isAwaited({ ...refused, message: 'No.' })).toBe(false);

  const first = hold();
  desk.client.tell({ type: 'refused', error: { ...refused, message: 'It is on hold.' } });
  await expect(first).rejects.toThrow('It is on hold.');
  const second = hold();
  desk.client.tell({ type: 'connection', connection: { phase: 'waiting' } });
  await expect(second).rejects.toThrow('The connection was lost');
  desk.client.act = () => false;
  await expect(hold()).rejects.toThrow('there is no connection');
});

import { expect, test } from 'vitest';
import type { WaitingEntry } from '../../internal/contract/entries.ts';
import { WaitingVisitors } from './waiting-visitors.ts';

const list = 'waiting-main';

function line(seq: number, channel_id: string, state: 'waiting' | 'open'): WaitingEntry {
  const visitor = { id: 'v', name: 'Vera' };
  const rest = { id: 'k', owner: null, epoch: 1, visitor, waiting_since: null };
  const conversation = { ...rest, channel_id, state };
  return { kind: 'waiting', seq, ts: '', last: [], conversation };
}

test('what is older than what is known says nothing, whichever way it came', () => {
  const waiting = new WaitingVisitors();
  expect(waiting.note(list, line(1, 'a', 'waiting'), 0)).toBe(true);
  expect(waiting.note(list, line(1, 'a', 'waiting'), 0)).toBe(false);
  expect(waiting.note(list, line(3, 'a', 'open'), 0)).toBe(false);
  expect(waiting.note(list, line(1, 'a', 'waiting'), 0)).toBe(false);
  expect(waiting.listOf('a')).toBeNull();
  expect(waiting.note(list, line(4, 'a', 'waiting'), 0)).toBe(true);
  expect([waiting.listOf('a'), ...waiting.on(list)]).toEqual([list, 'a']);
});

test('who does not wait is forgotten after a minute, and a list that nobody reads at once', () => {
  const waiting = new WaitingVisitors();
  waiting.note(list, line(1, 'a', 'waiting'), 0);
  waiting.note(list, line(2, 'b', 'open'), 0);
  waiting.sweep(() => true, 60_001);
  expect(waiting.note(list, line(1, 'b', 'waiting'), 60_001)).toBe(true);
  expect([...waiting.on(list)]).toEqual(['a', 'b']);
  waiting.sweep(() => false, 60_001);
  expect([...waiting.on(list)]).toEqual([]);
  expect(waiting.listOf('a')).toBeNull();
});

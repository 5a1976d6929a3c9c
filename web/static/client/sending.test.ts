import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createKeptValue } from './kept-value.js';
import { acceptOutbox, Outbox } from './outbox.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function open({ random = 0 } = {}) {
  vi.spyOn(Math, 'random').mockReturnValue(random);
  const outbox = new Outbox(createKeptValue({ key: 'outbox', accept: acceptOutbox, storages: [] }));
  const line = { isOpen: true, sent: [] as string[] };
  const flush = () =>
    outbox.flush(({ data }) => {
      if (line.isOpen) line.sent.push(data);
      return line.isOpen;
    });
  const write = (channel: string, data: string) => {
    const { cid } = outbox.add(channel, data);
    flush();
    return cid;
  };
  const ack = (cid: string) => {
    outbox.stored(cid, 1, new Date().toISOString());
    flush();
  };
  const refuse = (cid: string, code: string, retry_ms?: number) => {
    outbox.refused(cid, { code, message: 'No.', retry_ms }, flush);
    flush();
  };
  return { outbox, flush, line, write, ack, refuse };
}

test('of each channel one message is under way, the next when it is stored', () => {
  const { line, write, ack } = open();
  const [a1] = [write('a', 'a1'), write('a', 'a2'), write('b', 'b1')];
  expect(line.sent).toEqual(['a1', 'b1']);
  ack(a1);
  expect(line.sent).toEqual(['a1', 'b1', 'a2']);
});

test('a refusal that passes holds back what was written after it, for as long as was asked', () => {
  const { line, write, refuse } = open();
  const [a1] = [write('a', 'a1'), write('a', 'a2'), write('b', 'b1')];
  refuse(a1, 'rate_limited', 700);
  vi.advanceTimersByTime(699);
  expect(line.sent).toEqual(['a1', 'b1']);
  vi.advanceTimersByTime(1);
  expect(line.sent).toEqual(['a1', 'b1', 'a1']);
});

test('X39: refused again and again it waits longer, and never shorter than asked', () => {
  const { line, write, refuse } = open({ random: 1 });
  const cid = write('a', 'a1');
  const waits = [0, 1, 2, 3, 4, 5, 6].map(() => {
    refuse(cid, 'unavailable', 1000);
    const before = line.sent.length;
    let waitedMs = 0;
    for (; line.sent.length === before; waitedMs += 100) vi.advanceTimersByTime(100);
    return waitedMs;
  });
  expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  expect(waits[0]).toBe(1500);
  expect(waits.at(-1)).toBe(3000);
});

test('a failure for good lets the next one go', () => {
  const { line, write, refuse, outbox } = open();
  const [a1] = [write('a', 'a1'), write('a', 'a2')];
  refuse(a1, 'too_large');
  expect(line.sent).toEqual(['a1', 'a2']);
  expect(outbox.find(a1)).toMatchObject({ state: 'failed', code: 'too_large', reason: 'No.' });
});

test('after a loss of the connection what had no answer goes first, in its order', () => {
  const { outbox, flush, line, write, refuse } = open();
  const [, b1] = [write('a', 'a1'), write('b', 'b1'), write('a', 'a2')];
  refuse(b1, 'unavailable', 60_000);
  line.isOpen = false;
  outbox.disconnected();
  flush();
  expect(outbox.waitsSinceMs).toBe(Infinity);
  line.isOpen = true;
  flush();
  expect(line.sent).toEqual(['a1', 'b1', 'a1', 'b1']);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createChannelLog } from './channel-log.js';
import type { Entry } from './frames.d.ts';

const ts = '2026-01-31T08:15:30.123Z';

function line(seq: number): Entry {
  return { op: 'notice', channel_id: 'c', seq, ts, code: 'line', text: `line ${seq}` };
}

function seqs(log: ReturnType<typeof createChannelLog>): number[] {
  return log.entries.map(({ seq }) => seq);
}

test('what comes twice is held once', () => {
  const log = createChannelLog();
  const kinds = [1, 2, 2, 1].map((seq) => log.add(line(seq)).kind);
  expect(kinds).toEqual(['added', 'added', 'known', 'known']);
  expect(seqs(log)).toEqual([1, 2]);
});

test('a gap is told, and what came too early joins once it is filled', () => {
  const log = createChannelLog();
  log.add(line(1));
  expect(log.add(line(4))).toEqual({ kind: 'early', entries: [] });
  expect(log.add(line(3)).kind).toBe('early');
  expect(log.add(line(4)).kind).toBe('known');
  expect(log.last).toBe(1);
  expect(log.waits).toBe(true);
  expect(log.add(line(2))).toEqual({ kind: 'added', entries: [line(2), line(3), line(4)] });
  expect(seqs(log)).toEqual([1, 2, 3, 4]);
  expect(log.waits).toBe(false);
});

test('whatever the order and however often, the log is whole and ascending', () => {
  const deliveries = fc
    .integer({ min: 1, max: 40 })
    .chain((count) =>
      fc.tuple(fc.constant(count), fc.array(fc.integer({ min: 1, max: count }), { maxLength: 80 })),
    );
  fc.assert(
    fc.property(deliveries, ([count, first]) => {
      const log = createChannelLog();
      const all = Array.from({ length: count }, (_, i) => i + 1);
      const told = [...first, ...all].flatMap((seq) => log.add(line(seq)).entries);
      expect(seqs(log)).toEqual(all);
      expect(told).toEqual(log.entries);
    }),
  );
});

test('a log that starts in the middle takes what lies before it as one piece', () => {
  const log = createChannelLog();
  log.restart(4);
  log.add(line(5));
  log.extend(2);
  expect(log.add(line(3)).kind).toBe('known');
  log.add(line(6));
  expect(seqs(log)).toEqual([5, 6]);
  expect(log.add(line(4))).toEqual({ kind: 'earlier', entries: [line(3), line(4)] });
  expect(seqs(log)).toEqual([3, 4, 5, 6]);
  expect(log.after).toBe(2);
  expect(log.last).toBe(6);
});

test('after a restart nothing of before is left', () => {
  const log = createChannelLog();
  for (const seq of [1, 2, 5]) log.add(line(seq));
  log.restart();
  expect([log.entries, log.last, log.waits]).toEqual([[], 0, false]);
});

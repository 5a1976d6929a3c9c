import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createRandom } from '../random.ts';
import type { CycleResult } from './cycle.ts';
import { openEvidence } from './evidence.ts';
import { presentTable, tally } from './report.ts';
import { chooseDeed, victims } from './victims.ts';

function result(cycle: number, overrides: Partial<CycleResult> = {}): CycleResult {
  const sound = { acked: 100, lost: [], doubled: [], gaps: [], missing: [] };
  return { cycle, victim: 'relay', at: 'any moment', ...sound, recoveryMs: 500, ...overrides };
}

test('a seed and a number make a cycle, whatever ran before', () => {
  const draw = (seed: number) =>
    Array.from({ length: 60 }, (_, cycle) => chooseDeed(createRandom(seed), cycle));
  expect(draw(4)).toEqual(draw(4));
  expect(draw(4)).not.toEqual(draw(5));
  expect(chooseDeed(createRandom(4), 33)).toEqual(draw(4)[33]);
});

test('each victim comes once a round, at failpoints and at any moment', () => {
  const random = createRandom(9);
  const deeds = Array.from({ length: 600 }, (_, cycle) => chooseDeed(random, cycle));
  for (let first = 0; first < deeds.length; first += victims.length) {
    const round = deeds.slice(first, first + victims.length).map(({ victim }) => victim);
    expect(new Set(round)).toEqual(new Set(victims));
  }
  const ofRelay = deeds.filter(({ victim }) => victim === 'relay');
  const places = new Set(ofRelay.map(({ arming }) => arming?.at ?? 'any moment'));
  expect(places.size).toBe(7);
});

test('a table says of each victim what it cost, with the bound of the rule of three', () => {
  const results = [
    ...Array.from({ length: 99 }, (_, cycle) => result(cycle, { recoveryMs: cycle + 1 })),
    result(99, { recoveryMs: 4000 }),
    result(100, { victim: 'nats', lost: ['x'], recoveryMs: null }),
  ];
  const [relay, nats, all] = tally(results);
  expect(relay).toMatchObject({ cycles: 100, acked: 10_000, p50Ms: 50, p99Ms: 99, maxMs: 4000 });
  expect(nats).toMatchObject({ victim: 'nats', cycles: 1, lost: 1, maxMs: Infinity });
  expect(all).toMatchObject({ victim: 'all', cycles: 101, acked: 10_100, lost: 1 });
  const lines = presentTable(tally(results)).split('\n');
  expect(lines[1]).toMatch(/^relay +100 +10000 +0 +0 +50 ms +99 ms +4000 ms +3000 ms +3\.00 %$/);
  expect(lines[2]).not.toContain('%');
});

test('evidence in a file goes on where an earlier run with the same seed ended', () => {
  const folder = mkdtempSync(join(tmpdir(), 'natter-evidence-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'evidence.jsonl');
  const first = openEvidence(7, file);
  first.add(result(0));
  first.add(result(1, { victim: 'mysql' }));
  openEvidence(8, file).add(result(0));
  expect(openEvidence(7, file).results).toEqual([result(0), result(1, { victim: 'mysql' })]);
  expect(openEvidence(8, file).results).toHaveLength(1);
  expect(openEvidence(9, file).results).toEqual([]);
});

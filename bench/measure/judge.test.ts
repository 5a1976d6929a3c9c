import { expect, test } from 'vitest';
import type { Sample } from '../workload.ts';
import { findBreaches, judgeTarget, type LaneResult, summarise } from './judge.ts';

const quiet: Sample = {
  throughput: 1,
  unit: 'acked',
  p50Ms: 1,
  p99Ms: 1,
  cpuUs: 1,
  cpuUsByRole: {},
  generatorUs: 1,
  residentBytes: 1,
  lost: 0,
  doubled: 0,
  disordered: 0,
};

function lane(name: string, throughputs: number[], rest: Partial<Sample> = {}): LaneResult {
  const samples = throughputs.map((throughput) => ({ ...quiet, ...rest, throughput }));
  return { name, system: name, samples };
}

test('the median of the rounds decides, each against the round beside it', () => {
  const lanes = [lane('natter', [10, 30, 90]), lane('peer', [10, 10, 10])];
  const target = { figure: 'throughput', lane: 'natter', peer: 'peer', least: 3 };
  const result = judgeTarget(target, lanes);
  expect(result).toMatchObject({ ratio: { median: 3, low: 1, high: 9 }, reached: true });
  expect(judgeTarget({ ...target, least: 3.1 }, lanes).reached).toBe(false);
});

test('the noise is what neighbouring rounds of the peer differ by', () => {
  const lanes = [lane('natter', [1, 1, 1, 1]), lane('peer', [10, 12, 10, 8])];
  const target = { figure: 'throughput', lane: 'natter', peer: 'peer', most: 1 };
  expect(judgeTarget(target, lanes).noise).toEqual({ median: 1, low: 0.8, high: 1.2 });
  const once = [lane('natter', [1]), lane('peer', [1])];
  expect(judgeTarget(target, once).noise).toBeNull();
});

test('a figure of the workload alone can be judged, and one that is missing is not reached', () => {
  const lanes = [
    lane('natter', [1], { extra: { bytesAConnection: 6 } }),
    lane('peer', [1], { extra: { bytesAConnection: 12 } }),
  ];
  const target = { figure: 'bytesAConnection', lane: 'natter', peer: 'peer', most: 0.5 };
  expect(judgeTarget(target, lanes).reached).toBe(true);
  expect(judgeTarget({ ...target, figure: 'other' }, lanes).reached).toBe(false);
});

test('natter may lose, double and disorder nothing; what a peer does is shown only', () => {
  const lanes = [
    lane('natter', [1, 1], { doubled: 2 }),
    lane('socket-io', [1], { lost: 9, disordered: 9 }),
  ];
  const open = () => Promise.reject(new Error('not opened here'));
  const workload = {
    lanes: [
      { name: 'natter', system: 'natter' as const, open },
      { name: 'socket-io', system: 'socket-io' as const, open },
    ],
  };
  expect(findBreaches(workload, lanes)).toEqual([{ lane: 'natter', what: 'doubled', count: 4 }]);
});

test('natter refuses nothing that its peer takes', () => {
  const open = () => Promise.reject(new Error('not opened here'));
  const workload = {
    lanes: [
      { name: 'natter', system: 'natter' as const, open },
      { name: 'socket-io', system: 'socket-io' as const, open },
    ],
  };
  const natter = lane('natter', [1, 1], { extra: { refused: 3 } });
  expect(findBreaches(workload, [natter, lane('socket-io', [1])])).toEqual([
    { lane: 'natter', what: 'refused', count: 6 },
  ]);
  const peer = lane('socket-io', [1], { extra: { refused: 1 } });
  expect(findBreaches(workload, [natter, peer])).toEqual([]);
});

test('a lane in one line is the medians of its rounds and the sum of what went wrong', () => {
  const { samples } = lane('natter', [1, 5, 3], { lost: 2, p50Ms: NaN, extra: { refused: 4 } });
  expect(summarise(samples)).toMatchObject({ throughput: 3, p50Ms: NaN, refused: 4, lost: 6 });
});

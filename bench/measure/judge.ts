import type { Figure, Lane, Sample, Target, Workload } from '../workload.ts';
import { noiseOf, ratiosOf, type Spread, spreadOf } from './ratio.ts';

export type LaneResult = { name: string; system: string; samples: Sample[] };

/** A lane's rounds in one: medians, and sums of what went wrong. */
export type Summary = Record<string, number>;

const wrongs = ['lost', 'doubled', 'disordered'] as const;
const summarised = ['throughput', 'p50Ms', 'p99Ms', 'cpuUs', 'generatorUs', 'residentBytes'];

export type TargetResult = Target & {
  ratio: Spread;
  /** The peer against itself, in the same figure. */
  noise: Spread | null;
  reached: boolean;
};

/** What was promised of a lane of natter and not kept. */
export type Breach = { lane: string; what: (typeof wrongs)[number] | 'refused'; count: number };

export function figureOf(sample: Sample, figure: Figure): number {
  const known: Record<string, unknown> = sample;
  const number = known[figure] ?? sample.extra?.[figure];
  return typeof number === 'number' ? number : NaN;
}

export function summarise(samples: Sample[]): Summary {
  const extras = samples.flatMap(({ extra = {} }) => Object.keys(extra));
  const medians = [...summarised, ...new Set(extras)].map((figure) => {
    const numbers = samples.map((sample) => figureOf(sample, figure)).filter(Number.isFinite);
    return [figure, numbers.length > 0 ? spreadOf(numbers).median : NaN];
  });
  const sums = wrongs.map((what) => [what, samples.reduce((sum, one) => sum + one[what], 0)]);
  return Object.fromEntries([...medians, ...sums]) as Summary;
}

/** The median over the rounds decides; a ratio that is no number is missed. */
export function judgeTarget(target: Target, lanes: LaneResult[]): TargetResult {
  const figuresOf = (name: string) => {
    const lane = lanes.find((one) => one.name === name);
    if (!lane) throw new Error(`a target names a lane ${name} that is not there`);
    return lane.samples.map((sample) => figureOf(sample, target.figure));
  };
  const theirs = figuresOf(target.peer);
  const ratio = spreadOf(ratiosOf(figuresOf(target.lane), theirs));
  const { least = -Infinity, most = Infinity } = target;
  const reached = ratio.median >= least && ratio.median <= most;
  return { ...target, ratio, noise: noiseOf(theirs), reached };
}

/** What natter never does under load, whatever its ratios, and what it alone did. */
export function findBreaches(workload: Pick<Workload, 'lanes'>, lanes: LaneResult[]): Breach[] {
  const isNatter = ({ name }: LaneResult) =>
    workload.lanes.some((lane: Lane) => lane.name === name && lane.system === 'natter');
  const peersRefuse = lanes.some((lane) => !isNatter(lane) && countRefused(lane) > 0);
  return lanes.filter(isNatter).flatMap((lane) => {
    const sums = summarise(lane.samples);
    const counts = wrongs.map((what) => ({ what, count: sums[what]! }));
    const refused = { what: 'refused' as const, count: peersRefuse ? 0 : countRefused(lane) };
    return [...counts, refused]
      .filter(({ count }) => count > 0)
      .map(({ what, count }) => ({ lane: lane.name, what, count }));
  });
}

function countRefused({ samples }: LaneResult): number {
  return samples.reduce((sum, { extra }) => sum + (extra?.['refused'] ?? 0), 0);
}

import type { CycleResult } from './cycle.ts';
import { recoveryLimitsMs, type Victim, victims } from './victims.ts';

export type Row = {
  victim: Victim | 'all';
  cycles: number;
  acked: number;
  lost: number;
  doubled: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
};

/** What a campaign found, for each victim and for all together. */
export function tally(results: readonly CycleResult[]): Row[] {
  const rows = victims.map((victim) =>
    tallyOne(
      victim,
      results.filter((result) => result.victim === victim),
    ),
  );
  return [...rows.filter(({ cycles }) => cycles > 0), tallyOne('all', results)];
}

function tallyOne(victim: Row['victim'], results: readonly CycleResult[]): Row {
  const sum = (of: (result: CycleResult) => number) =>
    results.reduce((total, result) => total + of(result), 0);
  const times = results.map(({ recoveryMs }) => recoveryMs ?? Infinity).toSorted((a, b) => a - b);
  return {
    victim,
    cycles: results.length,
    acked: sum(({ acked }) => acked),
    lost: sum(({ lost }) => lost.length),
    doubled: sum(({ doubled }) => doubled.length),
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    maxMs: times.at(-1) ?? 0,
  };
}

/** The smallest value that so large a part of all is not above (nearest rank). */
function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0;
}

/**
 * A table for people. The bound is the rule of three (Hanley and Lippman-Hand, JAMA 1983): after n
 * cycles without a loss, the chance of one is below 3/n, at 95 %.
 */
export function presentTable(rows: readonly Row[]): string {
  const head = [
    'victim',
    'cycles',
    'acked',
    'lost',
    'doubled',
    'p50',
    'p99',
    'max',
    'limit',
    '3/n',
  ];
  const lines = rows.map((row) => [
    row.victim,
    String(row.cycles),
    String(row.acked),
    String(row.lost),
    String(row.doubled),
    ...[row.p50Ms, row.p99Ms, row.maxMs].map((ms) => `${Math.round(ms)} ms`),
    row.victim === 'all' ? '' : `${recoveryLimitsMs[row.victim]} ms`,
    row.lost + row.doubled > 0 ? '' : `${((3 / row.cycles) * 100).toFixed(2)} %`,
  ]);
  const widths = head.map((_, place) =>
    Math.max(...[head, ...lines].map((line) => line[place]!.length)),
  );
  return [head, ...lines]
    .map((line) =>
      line
        .map((cell, place) =>
          place === 0 ? cell.padEnd(widths[place]!) : cell.padStart(widths[place]!),
        )
        .join('  '),
    )
    .join('\n');
}

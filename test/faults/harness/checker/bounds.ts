import type { History, Sample } from '../clients/history.ts';
import type { Violation } from './violation.ts';

/** The most that any process may use at any moment. */
export type Bounds = { rssBytes: number; fds: number; sockets: number };

const mebibyte = 1024 * 1024;
/** Far above what a process of a small mesh needs, far below what a leak reaches. */
export const usualBounds: Bounds = { rssBytes: 512 * mebibyte, fds: 2000, sockets: 1500 };

/** I8: at no moment did a process use more than it may. */
export function findExcess({ samples }: History, bounds: Bounds = usualBounds): Violation[] {
  const kinds = ['rssBytes', 'fds', 'sockets'] as const;
  return kinds.flatMap((kind) =>
    [...worstOf(samples, kind).values()]
      .filter((sample) => sample[kind] > bounds[kind])
      .map(({ process, ...sample }): Violation => {
        const what = `${process} had ${sample[kind]} ${kind}, and may have ${bounds[kind]}`;
        return { invariant: 'I8', what };
      }),
  );
}

function worstOf(samples: readonly Sample[], kind: keyof Bounds): Map<string, Sample> {
  const worst = new Map<string, Sample>();
  for (const sample of samples) {
    const known = worst.get(sample.process);
    if (!known || sample[kind] > known[kind]) worst.set(sample.process, sample);
  }
  return worst;
}

/** I9: what was to be refused was refused. */
export function findOpenDoors({ probes }: History): Violation[] {
  return probes
    .filter(({ mayPass, hasPassed }) => hasPassed && !mayPass)
    .map(({ what }): Violation => ({ invariant: 'I9', what: `${what} was let through` }));
}

/** I10: after each fault the mesh was whole again in time. */
export function findSlowRecoveries({ recoveries }: History): Violation[] {
  return recoveries
    .filter(({ tookMs, limitMs }) => tookMs === null || tookMs > limitMs)
    .map(({ what, tookMs, limitMs, missing = [] }): Violation => {
      const took = tookMs === null ? 'is not whole again' : `took ${Math.round(tookMs)} ms`;
      const left = missing.map((line) => `; ${line}`).join('');
      return { invariant: 'I10', what: `${what}: ${took}; the limit is ${limitMs} ms${left}` };
    });
}

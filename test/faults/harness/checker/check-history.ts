import type { History } from '../clients/history.ts';
import { type Bounds, findExcess, findOpenDoors, findSlowRecoveries } from './bounds.ts';
import type { FinalRead } from './final-read.ts';
import { findTrespass } from './memberships.ts';
import { findDisorder } from './order.ts';
import { findDoubled, findEarlyAcks, findForeign, findLost } from './stored-messages.ts';
import { type Invariant, promises, type Violation } from './violation.ts';

/** Everything in a run that breaks a promise. */
export function checkHistory(
  history: History,
  reads: readonly FinalRead[],
  bounds?: Bounds,
): Violation[] {
  return [
    ...findLost(history, reads),
    ...findDoubled(history, reads),
    ...findDisorder(history, reads),
    ...findEarlyAcks(history, reads),
    ...findForeign(history, reads),
    ...findTrespass(history),
    ...findExcess(history, bounds),
    ...findOpenDoors(history),
    ...findSlowRecoveries(history),
  ];
}

/** Which promises were broken, in order. */
export function brokenIn(violations: readonly Violation[]): Invariant[] {
  const broken = new Set(violations.map(({ invariant }) => invariant));
  return (Object.keys(promises) as Invariant[]).filter((invariant) => broken.has(invariant));
}

const shownOfEach = 5;

/** A report that a person can act on: each broken promise with its first cases. */
export function presentViolations(violations: readonly Violation[]): string {
  const groups = Map.groupBy(violations, ({ invariant }) => invariant);
  const parts = [...groups].map(([invariant, cases]) => {
    const lines = cases.slice(0, shownOfEach).map(({ what }) => `    ${what}`);
    const more = cases.length - lines.length;
    if (more > 0) lines.push(`    and ${more} more`);
    return [`  ${invariant} is broken (${promises[invariant]}):`, ...lines].join('\n');
  });
  return parts.join('\n');
}

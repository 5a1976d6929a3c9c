import type { RecordedVisit } from '../../contract/days.ts';
import type { Outcome } from './outcome.ts';
import { playDay, playDayInTurns, type PlayedDay } from './play-day.ts';
import { type Change, millis, type RecordedDay } from './recorded-day.ts';
import { quantile } from '../quantiles.ts';
import type { HourOfSeats } from './seat-clock.ts';

/** How long those waited who first asked for a person that day, in milliseconds. */
export type Waits = {
  visitors: number;
  /** Of all of them, also those who left. Null when nobody waited. */
  medianMs: number | null;
  ninetiethMs: number | null;
  longestMs: number | null;
  left: number;
  /** When the day ended. */
  stillWaiting: number;
};

/** How well the day as it was, played again, meets what was recorded. */
export type Calibration = {
  /** Served in both. */
  visitors: number;
  /** Share of them, 0 to 1, whose waiting time is the same by 15 s; null when there are none. */
  close: number | null;
  /** Share of them who came to the same agent first. */
  sameAgent: number | null;
  medianDifferenceMs: number | null;
};

export type Comparison = {
  recorded: Waits;
  asItWas: Waits;
  changed: Waits;
  calibration: Calibration;
  hours: (Pick<HourOfSeats, 'atMs'> & Record<'asItWas' | 'changed', HourOfSeats>)[];
};

const closeMs = 15_000;

/** The day as recorded, as played again, and as it would have been. */
export function compareDays(day: RecordedDay, change: Change): Comparison {
  return compare(day, playDay(day), playDay(day, change));
}

/** The same where others wait for this process meanwhile: `rest` lets them have their turn. */
export async function compareDaysInTurns(
  day: RecordedDay,
  change: Change,
  rest: () => Promise<void> | undefined,
): Promise<Comparison> {
  const asItWas = await playDayInTurns(day, {}, rest);
  return compare(day, asItWas, await playDayInTurns(day, change, rest));
}

function compare(day: RecordedDay, asItWas: PlayedDay, changed: PlayedDay): Comparison {
  const recorded = day.visits.flatMap((visit) => recordedOutcome(visit, day) ?? []);
  return {
    recorded: measureWaits(recorded),
    asItWas: measureWaits(asItWas.outcomes),
    changed: measureWaits(changed.outcomes),
    calibration: calibrate(recorded, asItWas.outcomes),
    hours: asItWas.hours.map((hour, index) => ({
      atMs: hour.atMs,
      asItWas: hour,
      changed: changed.hours[index]!,
    })),
  };
}

function measureWaits(outcomes: readonly Outcome[]): Waits {
  const waits = outcomes.map(({ waitMs }) => waitMs);
  return {
    visitors: outcomes.length,
    medianMs: quantile(waits, 0.5) ?? null,
    ninetiethMs: quantile(waits, 0.9) ?? null,
    longestMs: quantile(waits, 1) ?? null,
    left: outcomes.filter(({ end }) => end === 'left').length,
    stillWaiting: outcomes.filter(({ end }) => end === 'waiting').length,
  };
}

function calibrate(recorded: readonly Outcome[], played: readonly Outcome[]): Calibration {
  const byVisit = new Map(played.map((one) => [one.visitId, one]));
  const pairs = recorded.flatMap((one) => {
    const other = byVisit.get(one.visitId);
    return other?.end === 'served' && one.end === 'served' ? [{ one, other }] : [];
  });
  const apart = pairs.map(({ one, other }) => Math.abs(one.waitMs - other.waitMs));
  const share = (count: number) => (pairs.length === 0 ? null : count / pairs.length);
  return {
    visitors: pairs.length,
    close: share(apart.filter((ms) => ms <= closeMs).length),
    sameAgent: share(pairs.filter(({ one, other }) => one.agentId === other.agentId).length),
    medianDifferenceMs: quantile(apart, 0.5) ?? null,
  };
}

/** Null of those who did not ask for a person first on this day. */
function recordedOutcome(visit: RecordedVisit, { bounds }: RecordedDay): Outcome | null {
  const [fromMs, untilMs] = [millis(bounds.from), millis(bounds.until)];
  const waitedMs = visit.waited_at === null ? NaN : millis(visit.waited_at);
  if (!(waitedMs >= fromMs && waitedMs < untilMs)) return null;
  const index = visit.spans.findIndex(({ owner }) => owner === 'queue');
  const queue = visit.spans[index];
  if (!queue) return null;
  const leftMs = visit.left_at === null ? Infinity : millis(visit.left_at);
  const endMs = queue.until === null ? untilMs : millis(queue.until);
  const waitMs = Math.min(endMs, leftMs, untilMs) - waitedMs;
  const next = visit.spans[index + 1];
  const isServed = next?.owner === 'agent' && leftMs > endMs;
  const isWaiting = endMs >= untilMs && leftMs >= untilMs;
  const end = isServed ? 'served' : isWaiting ? 'waiting' : 'left';
  return { visitId: visit.id, waitMs, end, agentId: isServed ? (next.agent ?? null) : null };
}

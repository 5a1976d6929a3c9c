import { shareCredit } from './credit.ts';
import type { Figure, Turn } from './figures.ts';
import { interpolate } from './quantiles.ts';
import type { Refusal } from './refusal.ts';
import type { Role } from '../contract/people.ts';

/** What goes on in an organisation is its admins' to see. */
export function refuseReports(actor: Role): Refusal | null {
  if (actor === 'admin') return null;
  return { code: 'forbidden', message: 'Only an admin may see this.' };
}

/** Whole seconds; of none, null stands in its place. */
export type Spread = { count: number; average: number; median: number; p90: number };

/** `satisfied` is the share of 4 and 5, from 0 to 1; `count` may hold parts of a rating. */
export type Rating = { count: number; average: number; satisfied: number };

export type Numbers = {
  conversations: number;
  /** A person was asked for. */
  waited: number;
  /** An agent had it. */
  answered: number;
  abandoned: number;
  left: number;
  /** Nobody asked for a person, and it has ended. */
  contained: number;
  open: number;
  first_answer: Spread | null;
  wait: Spread | null;
  handling: Spread | null;
  rating: Rating | null;
};

export type Tally = {
  add(figure: Figure, own?: { handlingMs: number; share: number; answered: boolean }): void;
  sum(): Numbers;
};

/**
 * Counts conversations. With `own`, what one owner did of them: the time that they had it, their
 * share of its rating, and whether the first answer was theirs.
 */
export function createTally(): Tally {
  const counts = { conversations: 0, waited: 0, answered: 0, abandoned: 0, left: 0, open: 0 };
  let contained = 0;
  const firstAnswers: number[] = [];
  const waits: number[] = [];
  const handlings: number[] = [];
  const rating = { count: 0, sum: 0, satisfied: 0 };
  return {
    add(figure, own) {
      const { waitedMs, takenMs, answeredMs, outcome, score } = figure;
      counts.conversations += 1;
      if (waitedMs !== null) counts.waited += 1;
      if (takenMs !== null) counts.answered += 1;
      if (outcome === 'abandoned' || outcome === 'left' || outcome === 'open') counts[outcome] += 1;
      if (outcome === 'contained') contained += 1;
      const isTheirs = own?.answered ?? true;
      if (isTheirs && waitedMs !== null && answeredMs !== null) {
        firstAnswers.push(answeredMs - waitedMs);
      }
      if (waitedMs !== null && takenMs !== null) waits.push(Math.max(0, takenMs - waitedMs));
      const handlingMs = own?.handlingMs ?? handlingOf(figure.turns);
      if (handlingMs > 0 && outcome !== 'open') handlings.push(handlingMs);
      const share = own?.share ?? 1;
      if (score !== null && share > 0) {
        rating.count += share;
        rating.sum += share * score;
        if (score >= 4) rating.satisfied += share;
      }
    },
    sum: () => ({
      ...counts,
      contained,
      first_answer: spreadOf(firstAnswers),
      wait: spreadOf(waits),
      handling: spreadOf(handlings),
      rating:
        rating.count === 0
          ? null
          : {
              count: rating.count,
              average: rating.sum / rating.count,
              satisfied: rating.satisfied / rating.count,
            },
    }),
  };
}

function handlingOf(turns: readonly Turn[]): number {
  return turns.reduce((sum, { kind, ms }) => (kind === 'agent' ? sum + ms : sum), 0);
}

/** Median and 90th percentile by linear interpolation between neighbours. */
export function spreadOf(durationsMs: readonly number[]): Spread | null {
  if (durationsMs.length === 0) return null;
  const sorted = Float64Array.from(durationsMs).sort();
  const sum = sorted.reduce((total, one) => total + one, 0);
  const seconds = (ms: number) => Math.round(ms / 1000);
  return {
    count: sorted.length,
    average: seconds(sum / sorted.length),
    median: seconds(interpolate(sorted, 0.5)),
    p90: seconds(interpolate(sorted, 0.9)),
  };
}

/** By owner: which part of this conversation's rating is theirs, from 0 to 1. */
export function sharesOf({ turns }: Pick<Figure, 'turns'>): Map<string, number> {
  const start = new Date(0);
  const stretches = turns.map(({ kind, id, ms }) => ({
    ownerKind: kind,
    ownerId: id,
    startedAt: start,
    endedAt: new Date(ms),
  }));
  const { people, automations } = shareCredit(stretches, start);
  return new Map([...people, ...automations].map(({ ownerId, share }) => [ownerId, share]));
}

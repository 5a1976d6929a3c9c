import type { CrewMember } from './crew.ts';
import { refuseWork } from '../seats.ts';

/** Seats in an hour of the day, on average over it. */
export type HourOfSeats = {
  /** Milliseconds since 1970 at which it begins. */
  atMs: number;
  /** Open or offered. */
  used: number;
  /** Of agents who could be given something, free or not. */
  seats: number;
};

const hourMs = 3_600_000;

/** Adds up how many seats were in use for how long. */
export class SeatClock {
  readonly hours: HourOfSeats[];
  #passedMs: number;

  constructor(fromMs: number, untilMs: number) {
    this.#passedMs = fromMs;
    const count = Math.ceil((untilMs - fromMs) / hourMs);
    this.hours = Array.from({ length: count }, (_, index) => ({
      atMs: fromMs + index * hourMs,
      used: 0,
      seats: 0,
    }));
  }

  /** The crew stood so since the last call. */
  pass(nowMs: number, crew: Iterable<CrewMember>): void {
    if (nowMs <= this.#passedMs) return;
    const [used, seats] = count(crew);
    for (const hour of this.hours) {
      const share = overlap(hour.atMs, hour.atMs + hourMs, this.#passedMs, nowMs) / hourMs;
      hour.used += used * share;
      hour.seats += seats * share;
    }
    this.#passedMs = nowMs;
  }
}

function count(crew: Iterable<CrewMember>): [used: number, seats: number] {
  let [used, seats] = [0, 0];
  for (const member of crew) {
    used += member.taken.size;
    if (refuseWork(member, false) === null) seats += member.limit;
  }
  return [used, seats];
}

function overlap(a: number, b: number, from: number, until: number): number {
  return Math.max(0, Math.min(b, until) - Math.max(a, from));
}

import type { Member, ProtocolName } from '../load-plan.ts';

/** People who come back whenever their connection is lost; `writers` are places in `members`. */
export type ReturnPlan = {
  url: string;
  protocol: ProtocolName;
  members: Member[];
  writers: number[];
  textBytes: number;
};

/** Each of them goes away for `awayMs` every `everyMs`, one after the other, the writers apart. */
export type Jitter = { awayMs: number; everyMs: number };

/** What came of it since they were seated. */
export type Findings = {
  acked: number;
  /** What should have arrived, over all members. */
  expected: number;
  lost: number;
  doubled: number;
  disordered: number;
  generatorUs: number;
};

export type ToReturners =
  | { type: 'seat'; plan: ReturnPlan }
  /** One message after the other, each from the next writer. */
  | { type: 'trickle'; perS: number }
  | { type: 'watch' }
  | { type: 'jitter'; jitter: Jitter }
  | { type: 'still' }
  /** Writes no more, waits until what was written is acked, and looks at who got what. */
  | { type: 'quiet' };

export type FromReturners =
  | { type: 'seated' }
  /** From here on it is noted when each of them is caught up again. */
  | { type: 'watching' }
  /** Everybody is; milliseconds since `watching`, or since each of them called when jittering. */
  | { type: 'back'; timesMs: number[] }
  | { type: 'quiet'; findings: Findings }
  | { type: 'failed'; reason: string };

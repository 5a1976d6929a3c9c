import type { Role } from '../contract/people.ts';
import type { Refusal } from './refusal.ts';

/**
 * A visitor's line that nobody has seen, somebody who waits and whom nobody took, or a message that
 * somebody left for when there is time.
 */
export type AlarmKind = 'line' | 'waiting' | 'left';

/** What is done about it, one after the other. */
export const alarmSteps = ['rung', 'repeated', 'pushed', 'returned', 'told', 'mailed'] as const;
export type AlarmStep = (typeof alarmSteps)[number];

/** When each step is due, in milliseconds from the beginning on. */
export type Ladder = {
  deadlineMs: number;
  /** Somebody is at work who could answer. */
  isAnybodyThere: boolean;
};

const repeatMs = 15_000;
const pushMs = 45_000;
/** Later than this and the steps that follow keep their distance instead of their time. */
const lateMs = 5000;

/**
 * A line goes back to the queue at the deadline, where it is somebody who waits. Who waits past the
 * deadline is the supervisors' matter, and as long again, or with nobody there at once, the
 * mailbox's. A left message asks for nobody in a hurry.
 */
export function stepsOf(kind: AlarmKind, ladder: Ladder): { step: AlarmStep; dueMs: number }[] {
  const { deadlineMs, isAnybodyThere } = ladder;
  const mailMs = isAnybodyThere ? 2 * deadlineMs : deadlineMs;
  if (kind === 'left') return [{ step: 'mailed', dueMs: mailMs }];
  const bells = [
    { step: 'rung', dueMs: 0 },
    { step: 'repeated', dueMs: repeatMs },
    { step: 'pushed', dueMs: pushMs },
  ] as const;
  if (kind === 'line') return [...bells, { step: 'returned', dueMs: deadlineMs }];
  return [...bells, { step: 'told', dueMs: deadlineMs }, { step: 'mailed', dueMs: mailMs }];
}

export type Alarm = { kind: AlarmKind; since: Date; step: AlarmStep | null };

/** The step to take now or at `at`, and when the one after it is due; null when all was done. */
export function nextStep(
  alarm: Alarm,
  ladder: Ladder,
): { step: AlarmStep; at: Date; thenMs: number | null } | null {
  const steps = stepsOf(alarm.kind, ladder);
  const place = steps.findIndex(({ step }) => step === alarm.step) + 1;
  const next = steps[place];
  if (!next) return null;
  const then = steps[place + 1];
  const at = new Date(alarm.since.getTime() + next.dueMs);
  return { step: next.step, at, thenMs: then ? then.dueMs - next.dueMs : null };
}

/**
 * When the step after one that was due `at` is taken. What comes late, because nobody swept for a
 * while, is one step and not all at once: those that follow keep their distance from it.
 */
export function followUpAt(at: Date, thenMs: number | null, now: Date): Date | null {
  if (thenMs === null) return null;
  const isLate = now.getTime() - at.getTime() > lateMs;
  return new Date((isLate ? now : at).getTime() + thenMs);
}

/** Who is told by bells and pushes at all. */
export function refuseAlarms(role: Role): Refusal | null {
  if (role === 'agent' || role === 'admin') return null;
  return { code: 'forbidden', message: 'Only agents and admins are told of visitors.' };
}

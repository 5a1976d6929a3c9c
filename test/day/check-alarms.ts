import type { AlarmStep } from '../../internal/policy/alarms.ts';
import type { Sql } from '../../internal/testing/database.ts';
import type { Day } from './day.ts';
import { stepMs } from './plan.ts';
import { clock } from './story.ts';

/** When each is due after the line, or the wait, began; the mail has two times. */
const dueMs: Record<Exclude<AlarmStep, 'mailed'>, number> = {
  rung: 0,
  repeated: 15_000,
  pushed: 45_000,
  returned: 120_000,
  told: 120_000,
};

type Row = {
  step: AlarmStep;
  done_at: Date;
  since: Date;
  /** When the line before it was seen, which had rung for both until then; null for a first one. */
  freed_at: Date | null;
  kind: string;
  conversation_id: string;
};

/** No step of an alarm comes before its time, or later than the step of the clock after it. */
export async function checkAlarms(day: Day, sql: Sql): Promise<string[]> {
  const rows = await sql<Row>(
    `SELECT alarm_steps.step, done_at, since, kind, alarms.conversation_id,
       (SELECT MAX(earlier.ended_at) FROM alarms earlier
        WHERE earlier.conversation_id = alarms.conversation_id AND earlier.epoch = alarms.epoch
          AND earlier.seq < alarms.seq AND alarms.kind = 'line') AS freed_at
     FROM alarm_steps JOIN alarms USING (conversation_id, epoch, seq) ORDER BY done_at`,
  );
  if (rows.length === 0) return ['no alarm ever rang'];
  return rows.flatMap(({ step, done_at, since, freed_at, kind, conversation_id }) => {
    if (step === 'mailed') return [];
    const beganMs = Math.max(since.getTime(), freed_at?.getTime() ?? 0);
    const lateMs = done_at.getTime() - beganMs - dueMs[step];
    if (lateMs >= 0 && lateMs <= stepMs) return [];
    const what = `${kind} ${conversation_id} was ${step} at ${clock(done_at.getTime())}`;
    return [`${what}, ${lateMs / 1000} s after its time`];
  });
}

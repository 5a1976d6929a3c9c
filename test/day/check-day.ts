import type { Sql } from '../../internal/testing/database.ts';
import { checkAlarms } from './check-alarms.ts';
import { checkOrder } from './check-order.ts';
import { checkSpans } from './check-spans.ts';
import type { Day } from './day.ts';
import { readPast } from './past.ts';

/** What did not hold at any instant of the day that is over, in words. */
export async function checkDay(day: Day, sql: Sql): Promise<string[]> {
  const past = await readPast(sql);
  return [
    ...checkSpans(day, past),
    ...checkOrder(day, past),
    ...(await checkAlarms(day, sql)),
    ...(await checkLines(day, sql)),
    ...checkHours(day),
  ];
}

/** Every line that was acknowledged is stored once, and nothing else is. */
async function checkLines(day: Day, sql: Sql): Promise<string[]> {
  const rows = await sql<{ sender_id: string; lines: number }>(
    'SELECT sender_id, COUNT(*) AS `lines` FROM messages GROUP BY sender_id',
  );
  const stored = new Map(rows.map((row) => [row.sender_id, row.lines]));
  return [...day.visitors.values()].flatMap((visitor) => {
    const lines = stored.get(visitor.id) ?? 0;
    if (lines === visitor.stored) return [];
    return [`${day.nameOf(visitor.id)} was told of ${visitor.stored} stored lines; it is ${lines}`];
  });
}

/** Who comes while it is closed reads when it opens, and nobody else does. */
function checkHours(day: Day): string[] {
  const { closings } = day.plan;
  return day.started.flatMap(({ visitor, atMs, nextOpening }) => {
    const closing = closings.find(
      ({ org, fromMs, untilMs }) => org === visitor.plan.org && fromMs <= atMs && atMs < untilMs,
    );
    const expected = closing && new Date(closing.untilMs).toISOString();
    if (nextOpening === expected) return [];
    return [`${day.nameOf(visitor.id)} reads ${String(nextOpening)} and not ${expected}`];
  });
}

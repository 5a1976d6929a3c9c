import { randomUUID } from 'node:crypto';
import type { TestDatabase } from './database.ts';

const minuteMs = 60_000;

/**
 * One agent who takes one at a time from nine on, in UTC, and visitors who all come at nine and
 * talk for ten minutes each; as rows, as the desk would have left them.
 */
export async function seedBusyDay(
  sql: TestDatabase['sql'],
  { org, day, visitors }: { org: string; day: string; visitors: number },
): Promise<void> {
  const at = (minutes: number) => new Date(Date.parse(`${day}T09:00:00Z`) + minutes * minuteMs);
  const agent = randomUUID();
  await sql(
    `INSERT INTO shifts (org_id, agent_id, at, state, seat_limit, languages, skills, teams)
     VALUES (?, ?, ?, 'here', 1, '', '', ''), (?, ?, ?, 'off', 1, '', '', '')`,
    [org, agent, at(-1), org, agent, at(8 * 60)],
  );
  for (let index = 0; index < visitors; index++) {
    const [id, visitor] = [`${org}-${day}-${String(index).padStart(3, '0')}`, randomUUID()];
    const [taken, closed] = [at(10 * index), at(10 * index + 10)];
    await sql(
      `INSERT INTO conversations (id, org_id, channel_id, visitor_id, visitor_name, state,
         started_at, changed_at, closed_at, first_waited_at)
       VALUES (?, ?, ?, ?, 'V', 'closed', ?, ?, ?, ?)`,
      [id, org, randomUUID(), visitor, at(0), closed, closed, at(0)],
    );
    await sql(
      `INSERT INTO assignments (conversation_id, epoch, org_id, owner_kind, owner_id, how,
         started_at, ended_at, ended_by)
       VALUES (?, 1, ?, 'queue', NULL, 'started', ?, ?, 'taken'),
         (?, 2, ?, 'agent', ?, 'taken', ?, ?, 'closed')`,
      [id, org, at(0), taken, id, org, agent, taken, closed],
    );
    await sql(
      `INSERT INTO offers (id, org_id, conversation_id, agent_id, why, made_at, ends_at, ended_at,
         outcome)
       VALUES (?, ?, ?, ?, 'null', ?, ?, ?, 'accepted')`,
      [randomUUID(), org, id, agent, taken, taken, taken],
    );
  }
}

import type { BotHealth, Dashboard } from '../../internal/contract/reports.ts';
import type { AvailabilityWatch } from '../automations/availability.ts';
import type { Database } from '../database/open-database.ts';

const maxDead = 20;

/** How the organisation's automations are doing, by the order in which they were added. */
export async function readBots(
  db: Database,
  org: string,
  watch: AvailabilityWatch,
): Promise<BotHealth[]> {
  const rows = await db
    .selectFrom('automations')
    .where('org_id', '=', org)
    .where('active', '=', 1)
    .select(['name', 'title', 'person_id'])
    .select((eb) => [
      eb
        .selectFrom('tasks')
        .whereRef('tasks.automation', '=', 'automations.name')
        .where('tasks.state', '=', 'answered')
        .orderBy('tasks.id', 'desc')
        .limit(1)
        .select('tasks.ended_at')
        .as('last_answer_at'),
      eb
        .selectFrom('conversations')
        .whereRef('conversations.owner_id', '=', 'automations.person_id')
        .where('conversations.state', '=', 'bot')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .as('conversations'),
    ])
    .orderBy('added_at')
    .orderBy('name')
    .execute();
  const tasks = await countTasks(
    db,
    rows.map(({ name }) => name),
  );
  const seen = new Map(watch.list().map((one) => [one.name, one]));
  return rows.map(({ name, title, conversations, last_answer_at }) => {
    const its = tasks.filter((row) => row.automation === name);
    const waiting = its.filter(({ state }) => state !== 'dead');
    const oldest = waiting.map(({ since }) => since.getTime());
    return {
      name,
      title,
      running: watch.isRunning(name),
      idle: seen.get(name)?.consumer?.waiting ?? 0,
      conversations: conversations ?? 0,
      tasks: waiting.reduce((sum, { count }) => sum + count, 0),
      oldest_task_at: oldest.length > 0 ? new Date(Math.min(...oldest)).toISOString() : null,
      last_answer_at: last_answer_at?.toISOString() ?? null,
      dead: its.find(({ state }) => state === 'dead')?.count ?? 0,
    };
  });
}

function countTasks(db: Database, names: readonly string[]) {
  if (names.length === 0) return Promise.resolve([]);
  return db
    .selectFrom('tasks')
    .where('state', 'in', ['queued', 'sent', 'dead'])
    .where('automation', 'in', names)
    .groupBy(['automation', 'state'])
    .select(['automation', 'state'])
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min<Date>('made_at').as('since')])
    .execute();
}

/** What automations left unanswered and people got, the latest first. */
export async function readDead(db: Database, names: readonly string[]): Promise<Dashboard['dead']> {
  if (names.length === 0) return [];
  const rows = await db
    .selectFrom('tasks')
    .innerJoin('conversations', 'conversations.id', 'tasks.conversation_id')
    .where('tasks.state', '=', 'dead')
    .where('tasks.automation', 'in', names)
    .select(['tasks.id', 'tasks.automation', 'tasks.reason', 'tasks.ended_at', 'tasks.made_at'])
    .select('conversations.visitor_name as visitor')
    .orderBy('tasks.id', 'desc')
    .limit(maxDead)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    automation: row.automation,
    visitor: row.visitor,
    at: (row.ended_at ?? row.made_at).toISOString(),
    reason: row.reason ?? '',
  }));
}

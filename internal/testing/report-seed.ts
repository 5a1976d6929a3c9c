import type { Turn } from '../policy/figures.ts';
import type { Stage } from './stage.ts';

export type SeedOptions = {
  /** Ids of those who had the conversations. */
  agents: readonly string[];
  conversations: number;
  /** So many days up to now they are spread over. */
  days: number;
  org?: string;
  /** Now, where it is another than the machine's. */
  now?: Date;
};

const dayMs = 24 * 3_600_000;
const minuteMs = 60_000;
const batchRows = 2000;

/**
 * Conversations that have ended, with their figures and ratings, as a desk of some size has them:
 * every tenth is abandoned, every fifth is rated, every fourth wanted no person; the same each
 * time.
 */
export async function seedReports(stage: Pick<Stage, 'sql'>, options: SeedOptions): Promise<void> {
  const { agents, conversations, days, org = 'main', now = new Date() } = options;
  const stepMs = (days * dayMs) / conversations;
  for (let first = 0; first < conversations; first += batchRows) {
    const count = Math.min(batchRows, conversations - first);
    const all = Array.from({ length: count }, (_, at) => {
      const number = first + at;
      return describe(number, now.getTime() - (number + 1) * stepMs, agents);
    });
    await insert(
      stage,
      'conversations',
      [
        ['id', 'org_id', 'channel_id', 'visitor_id', 'visitor_name', 'state', 'started_at'],
        ['changed_at', 'closed_at', 'first_waited_at'],
      ].flat(),
      all.map((one) => [
        one.id,
        org,
        `ch-${one.id}`,
        `v-${one.id}`,
        one.visitor,
        'closed',
        one.started,
        one.ended,
        one.ended,
        one.waited,
      ]),
    );
    await insert(
      stage,
      'figures',
      [
        ['conversation_id', 'org_id', 'started_at', 'ended_at', 'waited_at', 'taken_at'],
        ['answered_at', 'answered_by', 'outcome', 'turns'],
      ].flat(),
      all.map((one) => [
        one.id,
        org,
        one.started,
        one.ended,
        one.waited,
        one.taken,
        one.answered,
        one.answered && one.agent,
        one.outcome,
        JSON.stringify(one.turns),
      ]),
    );
    const rated = all.filter(({ score }) => score !== null);
    if (rated.length === 0) continue;
    await insert(
      stage,
      'ratings',
      ['conversation_id', 'org_id', 'score', 'comment', 'rated_at', 'changed_at'],
      rated.map((one) => [
        one.id,
        org,
        one.score,
        one.score === 5 ? '=Thanks!' : null,
        one.ended,
        one.ended,
      ]),
    );
  }
}

function describe(number: number, startMs: number, agents: readonly string[]) {
  const at = (minutes: number) => new Date(startMs + minutes * minuteMs);
  const agent = agents[number % agents.length]!;
  const wantsNobody = number % 4 === 3;
  const isAbandoned = !wantsNobody && number % 10 === 0;
  const hasAgent = !wantsNobody && !isAbandoned;
  const waitMinutes = (number % 7) + (number % 31 === 0 ? 40 : 0) + 0.5;
  const handledMinutes = 4 + (number % 13);
  const turns: Turn[] = hasAgent
    ? [{ kind: 'agent', id: agent, ms: handledMinutes * minuteMs }]
    : [];
  return {
    id: `seed-${String(number).padStart(7, '0')}`,
    visitor: `Visitor ${number}`,
    agent,
    turns,
    started: at(0),
    waited: wantsNobody ? null : at(0),
    taken: hasAgent ? at(waitMinutes) : null,
    answered: hasAgent ? at(waitMinutes + 0.5) : null,
    ended: at(waitMinutes + handledMinutes),
    outcome: wantsNobody ? 'contained' : isAbandoned ? 'abandoned' : 'answered',
    score: hasAgent && number % 5 === 1 ? 5 - (number % 4) : null,
  };
}

async function insert(
  stage: Pick<Stage, 'sql'>,
  table: string,
  columns: readonly string[],
  rows: readonly unknown[][],
): Promise<void> {
  const places = rows.map((row) => `(${row.map(() => '?').join(',')})`).join(',');
  const statement = `INSERT INTO ${table} (${columns.join(',')}) VALUES ${places}`;
  await stage.sql(statement, rows.flat());
}

import type { Features } from '../../internal/contract/features.ts';
import type { ReportLine } from '../../internal/contract/reports.ts';
import type { InputOf, OutputOf } from '../../internal/contract/types.ts';
import type { Figure, Turn } from '../../internal/policy/figures.ts';
import { spanOf } from '../../internal/policy/periods.ts';
import { refuseReports } from '../../internal/policy/reports.ts';
import { performLook } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import type { Database } from '../database/open-database.ts';
import { readSettings } from '../organisations/read-settings.ts';
import { enforce } from '../refuse.ts';
import { findDays } from './find-days.ts';
import { computeFigures, countedColumns } from './read-figures.ts';
import { readNames } from './read-names.ts';

type Operation = Features['reports']['operations']['listLines'];
type Input = InputOf<Operation>;

/** One row a conversation, in the order in which they began. */
export function listLines(context: Context, input: Input): Promise<OutputOf<Operation>> {
  return performLook(context, async (db, actor) => {
    enforce(refuseReports(actor.role));
    const { org } = actor;
    const now = context.now();
    const { zone } = (await readSettings(db, org)).hours;
    const days = findDays(input.period, zone, now);
    const { from, until } = spanOf(zone, days);
    const after = input.after ?? { at: new Date(from).toISOString(), id: '' };
    const rows = await selectLines(db, org, { at: new Date(after.at), id: after.id }, until)
      .limit(input.limit)
      .execute();
    const figures = await computeFigures(db, rows, now);
    const ids = figures.flatMap(({ turns }) => turns.map(({ id }) => id));
    const people = await readNames(db, org, 'people', [...new Set(ids)]);
    const lines = rows.map((row, at) => present(row, figures[at]!, people));
    const last = rows.length === input.limit ? rows.at(-1) : undefined;
    const next = last ? { at: last.started_at.toISOString(), id: last.id } : null;
    return { days: { ...days, zone }, lines, next };
  });
}

function selectLines(db: Database, org: string, after: { at: Date; id: string }, until: number) {
  return db
    .selectFrom('conversations')
    .leftJoin('figures', 'figures.conversation_id', 'conversations.id')
    .leftJoin('ratings', 'ratings.conversation_id', 'conversations.id')
    .leftJoin('teams', 'teams.id', 'conversations.team_id')
    .where('conversations.org_id', '=', org)
    .where('conversations.started_at', '>=', after.at)
    .where('conversations.started_at', '<', new Date(until))
    .where((eb) =>
      eb.or([eb('conversations.started_at', '>', after.at), eb('conversations.id', '>', after.id)]),
    )
    .select(countedColumns)
    .select(['conversations.visitor_name', 'conversations.language'])
    .select(['figures.answered_at', 'figures.outcome', 'figures.turns'])
    .select(['ratings.score', 'ratings.comment', 'teams.name as team'])
    .orderBy('conversations.started_at')
    .orderBy('conversations.id');
}

type Row = Awaited<ReturnType<ReturnType<typeof selectLines>['execute']>>[number];

/** What was written down at the end counts before what can be read now: messages may be gone. */
function present(row: Row, computed: Figure, people: ReadonlyMap<string, string>): ReportLine {
  const turns = row.turns === null ? computed.turns : (JSON.parse(row.turns) as Turn[]);
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  const namesOf = (kind: Turn['kind']) =>
    turns.filter((turn) => turn.kind === kind).map(({ id }) => people.get(id) ?? id);
  const handlingMs = turns.reduce((sum, { kind, ms }) => (kind === 'agent' ? sum + ms : sum), 0);
  return {
    id: row.id,
    started_at: row.started_at.toISOString(),
    ended_at: row.closed_at?.toISOString() ?? null,
    visitor: row.visitor_name,
    language: row.language,
    category: row.category,
    outcome: row.outcome ?? computed.outcome,
    waited_at: iso(computed.waitedMs),
    taken_at: iso(computed.takenMs),
    answered_at: row.answered_at?.toISOString() ?? iso(computed.answeredMs),
    handling_seconds: Math.round(handlingMs / 1000),
    agents: namesOf('agent'),
    automations: namesOf('automation'),
    team: row.team,
    score: row.score,
    comment: row.comment,
  };
}

import { AppError } from '../../internal/contract/errors.ts';
import type { Figure, Turn } from '../../internal/policy/figures.ts';
import type { Span } from '../../internal/policy/periods.ts';
import type { Database } from '../database/open-database.ts';
import { computeFigures, countedColumns } from './read-figures.ts';

/** Read in parts, so that what else this process does goes on between them. */
const partRows = 5000;
/** More would take longer than a caller waits. */
const maxRows = 300_000;
const maxOpen = 20_000;

/**
 * Every conversation of the organisation that began in the span, in no order that counts: those
 * that ended from what was written down then, along one index; the others as they are now.
 */
export async function walkFigures(
  db: Database,
  org: string,
  { from, until }: Span,
  now: Date,
  take: (figure: Figure) => void,
): Promise<void> {
  let after = { at: new Date(from), id: '' };
  for (let read = 0; ;) {
    const rows = await selectEnded(db, org, after, new Date(until)).limit(partRows).execute();
    for (const row of rows) take(present(row));
    read += rows.length;
    if (rows.length < partRows) break;
    if (read >= maxRows) {
      const message = `More than ${maxRows} conversations began then. Choose a shorter time.`;
      throw new AppError('too_large', message);
    }
    const last = rows.at(-1)!;
    after = { at: last.started_at, id: last.conversation_id };
  }
  const open = await selectOpen(db, org, new Date(from), new Date(until)).execute();
  for (const figure of await computeFigures(db, open, now)) take(figure);
}

/** Along `figures_by_start`; two statements' worth of a row, so that the index is used whole. */
export function selectEnded(
  db: Database,
  org: string,
  after: { at: Date; id: string },
  until: Date,
) {
  return db
    .selectFrom('figures')
    .leftJoin('ratings', 'ratings.conversation_id', 'figures.conversation_id')
    .leftJoin('conversations', 'conversations.id', 'figures.conversation_id')
    .where('figures.org_id', '=', org)
    .where('figures.started_at', '>=', after.at)
    .where('figures.started_at', '<', until)
    .where((eb) =>
      eb.or([
        eb('figures.started_at', '>', after.at),
        eb('figures.conversation_id', '>', after.id),
      ]),
    )
    .select(['figures.conversation_id', 'figures.started_at', 'figures.ended_at'])
    .select(['figures.waited_at', 'figures.taken_at', 'figures.answered_at'])
    .select(['figures.answered_by', 'figures.outcome', 'figures.team_id', 'figures.turns'])
    .select(['ratings.score', 'conversations.category'])
    .orderBy('figures.started_at')
    .orderBy('figures.conversation_id');
}

export function selectOpen(db: Database, org: string, from: Date, until: Date) {
  return db
    .selectFrom('conversations')
    .where('org_id', '=', org)
    .where('state', 'in', ['bot', 'waiting', 'offered', 'open', 'on_hold'])
    .where('started_at', '>=', from)
    .where('started_at', '<', until)
    .select(countedColumns)
    .limit(maxOpen);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectEnded>['execute']>>[number];

function present(row: Row): Figure {
  return {
    id: row.conversation_id,
    startedMs: row.started_at.getTime(),
    endedMs: row.ended_at.getTime(),
    waitedMs: row.waited_at?.getTime() ?? null,
    takenMs: row.taken_at?.getTime() ?? null,
    answeredMs: row.answered_at?.getTime() ?? null,
    answeredBy: row.answered_by,
    outcome: row.outcome,
    teamId: row.team_id,
    category: row.category,
    turns: JSON.parse(row.turns) as Turn[],
    score: row.score,
  };
}

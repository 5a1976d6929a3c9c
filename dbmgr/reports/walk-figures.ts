import { AppError } from '../../internal/contract/errors.ts';
import type { Figure, Turn } from '../../internal/policy/figures.ts';
import type { Span } from '../../internal/policy/periods.ts';
import type { Database } from '../database/open-database.ts';
import { computeFigures, countedColumns } from './read-figures.ts';

/** Read in parts, so that what else this process does goes on between them. */
const partRows = 5000;
/** More would take longer than a caller waits. */
const maxRows = 300_000;

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
  const [start, end] = [{ at: new Date(from), id: '' }, new Date(until)];
  await eachPart(start, async (after) => {
    const rows = await selectEnded(db, org, after, end).limit(partRows).execute();
    for (const row of rows) take(present(row));
    return rows.map(({ started_at: at, conversation_id: id }) => ({ at, id }));
  });
  await eachPart(start, async (after) => {
    const rows = await selectOpen(db, org, after, end).limit(partRows).execute();
    for (const figure of await computeFigures(db, rows, now)) take(figure);
    return rows.map(({ started_at: at, id }) => ({ at, id }));
  });
}

type Place = { at: Date; id: string };

/** `read` takes the part behind a place and says where its rows are; the last one is not full. */
async function eachPart(start: Place, read: (after: Place) => Promise<Place[]>): Promise<void> {
  let after = start;
  for (let count = 0; ;) {
    const places = await read(after);
    count += places.length;
    if (places.length < partRows) return;
    if (count >= maxRows) {
      const message = `More than ${maxRows} conversations began then. Choose a shorter time.`;
      throw new AppError('too_large', message);
    }
    after = places.at(-1)!;
  }
}

/** Along `figures_by_start`; two statements' worth of a row, so that the index is used whole. */
export function selectEnded(db: Database, org: string, after: Place, until: Date) {
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

export function selectOpen(db: Database, org: string, after: Place, until: Date) {
  return db
    .selectFrom('conversations')
    .where('org_id', '=', org)
    .where('state', 'in', ['bot', 'waiting', 'offered', 'open', 'on_hold'])
    .where('started_at', '>=', after.at)
    .where('started_at', '<', until)
    .where((eb) => eb.or([eb('started_at', '>', after.at), eb('id', '>', after.id)]))
    .select(countedColumns)
    .orderBy('started_at')
    .orderBy('id');
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

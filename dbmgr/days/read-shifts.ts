import type { Kysely, Selectable } from 'kysely';
import type { DayBounds, RecordedShift } from '../../internal/contract/days.ts';
import type { Tables } from '../database/tables.ts';
import { listOfWords } from '../desks/hold-desks.ts';
import type { ShiftsTable } from './tables.ts';

const shiftsOfPage = 400;

export type ShiftPage = { shifts: RecordedShift[]; next: number | null };

/**
 * How each agent stood when the day began, and each change within it, in the order in which they
 * were written down; `after` is what the page before gave as `next`.
 */
export async function readShifts(
  db: Kysely<Tables>,
  org: string,
  { from, until }: DayBounds,
  after = 0,
): Promise<ShiftPage> {
  const begin = new Date(from);
  const rows = await db
    .selectFrom('shifts')
    .selectAll()
    .where('org_id', '=', org)
    .where('at', '<', new Date(until))
    .where('id', '>', after)
    .where((eb) =>
      eb.or([
        eb('at', '>=', begin),
        eb(
          'id',
          'in',
          eb
            .selectFrom('shifts as earlier')
            .where('earlier.org_id', '=', org)
            .where('earlier.at', '<', begin)
            .groupBy('earlier.agent_id')
            .select((max) => max.fn.max<number>('earlier.id').as('id')),
        ),
      ]),
    )
    .orderBy('id')
    .limit(shiftsOfPage)
    .execute();
  const last = rows.length < shiftsOfPage ? undefined : rows.at(-1);
  return { shifts: rows.map(presentShift), next: last?.id ?? null };
}

function presentShift(row: Selectable<ShiftsTable>): RecordedShift {
  return {
    agent: row.agent_id,
    at: row.at.toISOString(),
    state: row.state,
    limit: row.seat_limit,
    languages: listOfWords(row.languages),
    skills: listOfWords(row.skills),
    teams: listOfWords(row.teams),
  };
}

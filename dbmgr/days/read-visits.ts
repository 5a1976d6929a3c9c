import type { Kysely } from 'kysely';
import type { DayBounds, RecordedVisit } from '../../internal/contract/days.ts';
import type { Tables } from '../database/tables.ts';
import type { ConversationRow } from '../conversations/present-conversation.ts';
import { readPast } from './read-past.ts';

export const visitsOfPage = 100;
/** A conversation that began longer before the day is not looked for. */
const carriedMs = 7 * 24 * 3_600_000;

/** A page of what people had, or were asked for, within these bounds; in the order of beginning. */
export async function readVisits(
  db: Kysely<Tables>,
  org: string,
  bounds: DayBounds,
  after?: string,
): Promise<{ visits: RecordedVisit[]; more: boolean }> {
  const rows = await selectPage(db, org, bounds, after);
  const page = rows.slice(0, visitsOfPage);
  const ids = page.map(({ id }) => id);
  const past = await readPast(db, page, new Date(bounds.until));
  const visits = page.map((row) => ({
    id: row.id,
    priority: row.priority,
    language: row.language,
    skill: row.skill,
    team: row.team_id,
    last_agent: past.lastAgents.get(row.id) ?? null,
    waited_at: row.first_waited_at?.toISOString() ?? null,
    left_at: row.left_at?.toISOString() ?? null,
    closed_at: row.closed_at?.toISOString() ?? null,
    spans: past.spans.get(row.id) ?? [],
    offers: past.offers.get(row.id) ?? [],
  }));
  return { visits, more: rows.length > ids.length };
}

async function selectPage(
  db: Kysely<Tables>,
  org: string,
  { from, until }: DayBounds,
  after: string | undefined,
): Promise<ConversationRow[]> {
  const [begin, end] = [new Date(from), new Date(until)];
  const last = after === undefined ? undefined : await findLast(db, org, after);
  let query = db
    .selectFrom('conversations')
    .selectAll()
    .where('org_id', '=', org)
    .where('started_at', '>=', new Date(begin.getTime() - carriedMs))
    .where('started_at', '<', end)
    .where((eb) => eb.or([eb('closed_at', 'is', null), eb('closed_at', '>=', begin)]))
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('assignments')
          .select('epoch')
          .whereRef('conversation_id', '=', 'conversations.id')
          .where('owner_kind', '!=', 'automation')
          .where('started_at', '<', end),
      ),
    );
  if (last) {
    query = query.where((eb) =>
      eb.or([
        eb('started_at', '>', last.started_at),
        eb.and([eb('started_at', '=', last.started_at), eb('id', '>', last.id)]),
      ]),
    );
  }
  return query
    .orderBy('started_at')
    .orderBy('id')
    .limit(visitsOfPage + 1)
    .execute();
}

function findLast(db: Kysely<Tables>, org: string, id: string) {
  return db
    .selectFrom('conversations')
    .where('id', '=', id)
    .where('org_id', '=', org)
    .select(['id', 'started_at'])
    .executeTakeFirst();
}

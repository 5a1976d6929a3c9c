import { type Kysely, sql } from 'kysely';
import type { RecordedOffer, RecordedSpan } from '../../internal/contract/days.ts';
import { byConversation } from '../conversations/by-conversation.ts';
import type { Tables } from '../database/tables.ts';
import type { ConversationRow } from '../conversations/present-conversation.ts';

/** By conversation, what happened to it before `until`. */
export type Past = {
  spans: Map<string, RecordedSpan[]>;
  offers: Map<string, RecordedOffer[]>;
  lastAgents: Map<string, string>;
};

export async function readPast(
  db: Kysely<Tables>,
  rows: readonly ConversationRow[],
  until: Date,
): Promise<Past> {
  if (rows.length === 0) return { spans: new Map(), offers: new Map(), lastAgents: new Map() };
  const ids = rows.map(({ id }) => id);
  return {
    spans: await readSpans(db, ids, until),
    offers: await readOffers(db, ids, until),
    lastAgents: await readLastAgents(db, rows),
  };
}

async function readSpans(db: Kysely<Tables>, ids: string[], until: Date): Promise<Past['spans']> {
  const rows = await db
    .selectFrom('assignments')
    .where('conversation_id', 'in', ids)
    .where('started_at', '<', until)
    .selectAll()
    .orderBy('conversation_id')
    .orderBy('epoch')
    .execute();
  return byConversation(rows, (row) => ({
    owner: row.owner_kind,
    agent: row.owner_kind === 'agent' ? row.owner_id : null,
    from: row.started_at.toISOString(),
    until: row.ended_at?.toISOString() ?? null,
    how: row.how,
    ended_by: row.ended_by,
  }));
}

async function readOffers(db: Kysely<Tables>, ids: string[], until: Date): Promise<Past['offers']> {
  const rows = await db
    .selectFrom('offers')
    .where('conversation_id', 'in', ids)
    .where('made_at', '<', until)
    .selectAll()
    .orderBy('made_at')
    .orderBy('id')
    .execute();
  return byConversation(rows, (row) => ({
    agent: row.agent_id,
    made_at: row.made_at.toISOString(),
    ended_at: row.ended_at?.toISOString() ?? null,
    outcome: row.outcome,
  }));
}

/** Who had the same visitor last before each of these conversations began. */
async function readLastAgents(
  db: Kysely<Tables>,
  rows: readonly ConversationRow[],
): Promise<Map<string, string>> {
  const past = await db
    .selectFrom('conversations as now')
    .innerJoin('conversations as earlier', 'earlier.visitor_id', 'now.visitor_id')
    .innerJoin('assignments', 'assignments.conversation_id', 'earlier.id')
    .where(
      'now.id',
      'in',
      rows.map(({ id }) => id),
    )
    .where('assignments.owner_kind', '=', 'agent')
    .whereRef('assignments.started_at', '<', 'now.started_at')
    .groupBy(['now.id', 'assignments.owner_id'])
    .select(['now.id', 'assignments.owner_id'])
    .select((eb) => eb.fn.max('assignments.started_at').as('at'))
    .orderBy(sql`at`)
    .execute();
  return new Map(past.map(({ id, owner_id }) => [id, owner_id!]));
}

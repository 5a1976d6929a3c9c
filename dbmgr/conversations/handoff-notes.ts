import type { Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';

/**
 * Why automations handed these conversations over, in their own words, by conversation. It stands
 * with the task that was answered so; only the staff may read it.
 */
export async function readHandoffNotes(
  db: Kysely<Tables>,
  conversationIds: readonly string[],
): Promise<Map<string, string>> {
  if (conversationIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('tasks')
    .select(['conversation_id', 'reason'])
    .where('conversation_id', 'in', conversationIds)
    .where('state', '=', 'answered')
    .where('reason', 'is not', null)
    .orderBy('seq')
    .execute();
  return new Map(rows.map((row) => [row.conversation_id, row.reason!]));
}

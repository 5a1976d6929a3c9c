import type { Kysely } from 'kysely';
import { chunks } from '../database/chunks.ts';
import type { Tables } from '../database/tables.ts';

/** Names of people and automations of this organisation, by id; of teams as well. */
export async function readNames(
  db: Kysely<Tables>,
  org: string,
  table: 'people' | 'teams',
  ids: readonly string[],
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const some of chunks(ids)) {
    const rows = await db
      .selectFrom(table)
      .where('org_id', '=', org)
      .where('id', 'in', some)
      .select(['id', 'name'])
      .execute();
    for (const { id, name } of rows) names.set(id, name);
  }
  return names;
}

import type { Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';

/** Which database this is; after a restore from a backup it is another. */
export async function readStore(db: Kysely<Tables>): Promise<string> {
  const { id } = await db.selectFrom('stores').select('id').executeTakeFirstOrThrow();
  return id;
}

import type { Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';

/** A login goes on from there, as whoever bans its person has to know. */
export async function noteAddress(
  db: Kysely<Tables>,
  login: string,
  address: string | undefined,
): Promise<void> {
  if (!address) return;
  await db
    .updateTable('logins')
    .set({ address })
    .where('id', '=', login)
    .where('address', '!=', address)
    .execute();
}

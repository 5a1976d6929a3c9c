import { sql } from 'kysely';
import type { Transaction } from '../database/transact.ts';
import type { LockedLog } from './locked-log.ts';

/**
 * Whether somebody new came; the membership version grows then. When, by the database's clock:
 * processes on several hosts compare it. Entries up to `seen` are nothing new to them.
 */
export async function addMember(
  tx: Transaction,
  log: LockedLog,
  personId: string,
  { seen = 0 }: { seen?: number } = {},
): Promise<boolean> {
  const known = await tx
    .selectFrom('members')
    .select('person_id')
    .where('channel_id', '=', log.id)
    .where('person_id', '=', personId)
    .executeTakeFirst();
  if (known) return false;
  log.memberVersion++;
  await tx
    .insertInto('members')
    .values({
      channel_id: log.id,
      person_id: personId,
      joined_version: log.memberVersion,
      seen_seq: seen,
      joined_at: sql<Date>`now(3)`,
    })
    .execute();
  return true;
}

/** Whether somebody went; the membership version grows then. */
export async function removeMember(
  tx: Transaction,
  log: LockedLog,
  personId: string,
): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('members')
    .where('channel_id', '=', log.id)
    .where('person_id', '=', personId)
    .executeTakeFirst();
  if (numDeletedRows === 0n) return false;
  log.memberVersion++;
  return true;
}

import { sql } from 'kysely';
import { AppError } from '../../internal/contract/errors.ts';
import type { Transaction } from '../database/transact.ts';

/**
 * Whether there is such an organisation and it is switched on; it stays so until the transaction
 * ends, so that no login is made behind the back of whoever switches it off.
 */
export async function isOrganisationOn(tx: Transaction, id: string): Promise<boolean> {
  const row = await tx
    .selectFrom('orgs')
    .where('id', '=', id)
    .select('active')
    .modifyEnd(sql`lock in share mode`)
    .executeTakeFirst();
  return row?.active === 1;
}

export type OrganisationRow = { id: string; name: string; active: boolean; version: number };

/** The organisation on a row that stays locked. Throws `not_found` when there is none. */
export async function holdOrganisation(tx: Transaction, id: string): Promise<OrganisationRow> {
  const row = await tx
    .selectFrom('orgs')
    .where('id', '=', id)
    .select(['id', 'name', 'active', 'version'])
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new AppError('not_found', 'There is no such organisation.');
  return { ...row, active: row.active === 1 };
}

import { roles } from '../../internal/contract/people.ts';
import { hasAccount } from '../../internal/policy/accounts.ts';
import type { Transaction } from '../database/transact.ts';

export type Newcomer = { id: string; name: string };

const accountRoles = roles.filter(hasAccount);

/** Of these ids those of an organisation's accounts that are switched on, in their order. */
export async function findNewcomers(
  tx: Transaction,
  org: string,
  ids: readonly string[],
): Promise<Newcomer[]> {
  if (ids.length === 0) return [];
  return tx
    .selectFrom('people')
    .where('id', 'in', ids)
    .where('org_id', '=', org)
    .where('role', 'in', accountRoles)
    .where('active', '=', 1)
    .select(['id', 'name'])
    .orderBy('id')
    .execute();
}

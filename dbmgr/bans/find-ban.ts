import type { Kysely } from 'kysely';
import { addressGroup } from '../../internal/addresses/address-group.ts';
import type { Tables } from '../database/tables.ts';

type Comer = { org: string; address: string; personId?: string | undefined };

/** Until when a guest who comes from this address, or is this person, is banned; null: not. */
export async function findBan(
  db: Kysely<Tables>,
  { org, address, personId }: Comer,
  now: Date,
): Promise<Date | null> {
  const group = address === '' ? null : addressGroup(address);
  const row = await db
    .selectFrom('bans')
    .where('org_id', '=', org)
    .where('until', '>', now)
    .where('lifted_at', 'is', null)
    .where((eb) =>
      eb.or([
        ...(group === null ? [] : [eb('address_group', '=', group)]),
        ...(personId === undefined ? [] : [eb('person_id', '=', personId)]),
      ]),
    )
    .select('until')
    .orderBy('until', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.until ?? null;
}

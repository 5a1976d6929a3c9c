import type { Guest } from '../../internal/contract/bans.ts';
import type { Database } from '../database/open-database.ts';

const dayMs = 24 * 3_600_000;
const maxGuests = 50;

/** Guests who came in or came back within a day, the latest first. */
export async function readGuests(db: Database, org: string, now: Date): Promise<Guest[]> {
  const people = await db
    .selectFrom('people')
    .where('org_id', '=', org)
    .where('role', '=', 'user')
    .where('last_login_at', '>', new Date(now.getTime() - dayMs))
    .select(['id', 'name', 'last_login_at'])
    .orderBy('last_login_at', 'desc')
    .limit(maxGuests)
    .execute();
  const ids = people.map(({ id }) => id);
  if (ids.length === 0) return [];
  const logins = await db
    .selectFrom('logins')
    .where('person_id', 'in', ids)
    .select(['person_id', 'address'])
    .orderBy('used_at')
    .execute();
  const addresses = new Map(logins.map((login) => [login.person_id, login.address]));
  const bans = await db
    .selectFrom('bans')
    .where('org_id', '=', org)
    .where('person_id', 'in', ids)
    .where('until', '>', now)
    .where('lifted_at', 'is', null)
    .select('person_id')
    .execute();
  const banned = new Set(bans.map((row) => row.person_id));
  return people.map(({ id, name, last_login_at }) => ({
    id,
    name,
    address: addresses.get(id) ?? '',
    seen_at: last_login_at!.toISOString(),
    banned: banned.has(id),
  }));
}

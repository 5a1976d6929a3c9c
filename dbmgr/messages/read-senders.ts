import { sql } from 'kysely';
import type { Role } from '../../internal/contract/people.ts';
import type { Transaction } from '../database/transact.ts';

export type Sender = { id: string; org: string; role: Role; name: string };

type SenderRow = Sender & { login: string };

/**
 * Who is behind each login that lives, on rows that nobody changes until the transaction ends:
 * others may read them meanwhile, so that senders do not wait for one another.
 */
export async function readSenders(
  tx: Transaction,
  logins: readonly string[],
  now: Date,
): Promise<Map<string, Sender>> {
  const { rows } = await sql<SenderRow>`
    select logins.id as login, people.id, people.org_id as org, people.role, people.name
    from logins force index (primary)
    straight_join people on people.id = logins.person_id
    where logins.id in (${sql.join(logins)})
      and logins.ended_at is null and logins.expires_at > ${now}
      and people.active = 1 and people.auth_version = logins.auth_version
    lock in share mode`.execute(tx);
  return new Map(rows.map(({ login, ...sender }) => [login, sender]));
}

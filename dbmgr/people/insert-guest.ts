import { randomInt } from 'node:crypto';
import { v7 } from 'uuid';
import type { Person } from '../../internal/contract/people.ts';
import type { Transaction } from '../database/transact.ts';

type NewGuest = { org: string; name?: string | undefined; contact?: string | undefined; now: Date };

/** A visitor without an account; one without a name gets a number. */
export async function insertGuest(tx: Transaction, guest: NewGuest): Promise<Person> {
  const name = guest.name ?? `Guest ${randomInt(1000, 10_000)}`;
  const person: Person = { id: v7(), name, role: 'user', org: guest.org };
  await tx
    .insertInto('people')
    .values({
      id: person.id,
      org_id: person.org,
      role: person.role,
      name,
      email: null,
      contact_email: guest.contact ?? null,
      password_hash: null,
      active: true,
      seat_limit: null,
      added_at: guest.now,
      last_login_at: guest.now,
    })
    .execute();
  return person;
}

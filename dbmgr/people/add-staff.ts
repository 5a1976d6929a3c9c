import { v7 } from 'uuid';
import { AppError } from '../../internal/contract/errors.ts';
import type { addStaff as operation } from '../../internal/contract/staff.ts';
import type { InputOf } from '../../internal/contract/types.ts';
import { refuseCrowd, refuseManaging } from '../../internal/policy/staff.ts';
import { performAct } from '../audit/perform.ts';
import { nameWithEmail } from '../audit/record.ts';
import type { Context } from '../context.ts';
import { isDuplicate, type Transaction } from '../database/transact.ts';
import type { CommonPasswords } from '../logins/common-passwords.ts';
import type { Passwords } from '../logins/passwords.ts';
import { enforce } from '../refuse.ts';
import type { Managed } from './list-staff.ts';
import { type Actor } from './read-actor.ts';

export type StaffParts = { passwords: Passwords; common: CommonPasswords };

type Input = InputOf<typeof operation>;

/**
 * Adds somebody who is inactive until switched on. Whoever may not is refused before anything is
 * hashed; the rules are asked again in the transaction that adds.
 */
export async function addStaff(
  parts: StaffParts,
  context: Context,
  managed: Managed,
  input: Input,
): Promise<{ id: string }> {
  await performAct(context, async (tx, actor, note) => {
    note.target = { id: '', name: input.email };
    await refuseAdding(tx, actor, managed, input.email);
    note.silent = true;
  });
  parts.common.refuse(input.password, [input.name, input.email]);
  const hash = await parts.passwords.hash(input.password);
  return performAct(context, async (tx, actor, note) => {
    await refuseAdding(tx, actor, managed, input.email);
    const id = v7();
    note.target = { id, name: nameWithEmail(input) };
    await insertStaff(tx, {
      ...input,
      id,
      org: actor.org,
      role: managed,
      hash,
      now: context.now(),
    });
    return { id };
  });
}

async function refuseAdding(
  tx: Transaction,
  actor: Actor,
  managed: Managed,
  email: string,
): Promise<void> {
  enforce(refuseManaging(actor.role, managed));
  const { count } = await tx
    .selectFrom('people')
    .where('org_id', '=', actor.org)
    .where('role', '=', managed)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  enforce(refuseCrowd(count));
  const taken = await tx
    .selectFrom('people')
    .where('email', '=', email)
    .select('id')
    .executeTakeFirst();
  if (taken) throw emailTaken();
}

type NewPerson = {
  id: string;
  org: string;
  role: Managed | 'super_admin';
  name: string;
  email: string;
  hash: string;
  now: Date;
};

/** Inactive, unless it is the super admin. Throws `conflict` when the address is taken. */
export async function insertStaff(tx: Transaction, person: NewPerson): Promise<void> {
  try {
    await tx
      .insertInto('people')
      .values({
        id: person.id,
        org_id: person.org,
        role: person.role,
        name: person.name,
        email: person.email,
        password_hash: person.hash,
        active: person.role === 'super_admin',
        seat_limit: null,
        added_at: person.now,
        last_login_at: null,
      })
      .execute();
  } catch (error) {
    throw isDuplicate(error) ? emailTaken() : error;
  }
}

function emailTaken(): AppError {
  const message = 'Somebody with this e-mail address is there already.';
  return new AppError('conflict', message, { fields: { email: 'is taken' } });
}

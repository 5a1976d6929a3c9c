import { v7 } from 'uuid';
import { AppError } from '../../internal/contract/errors.ts';
import type { addStaff as operation } from '../../internal/contract/staff.ts';
import type { InputOf } from '../../internal/contract/types.ts';
import { refuseCrowd, refuseManaging } from '../../internal/policy/staff.ts';
import { performAct } from '../audit/perform.ts';
import { nameWithEmail } from '../audit/record.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/transact.ts';
import type { CommonPasswords } from '../logins/common-passwords.ts';
import type { Passwords } from '../logins/passwords.ts';
import { isOrganisationOn } from '../organisations/hold-organisation.ts';
import { enforce } from '../refuse.ts';
import { emailTaken, hasEmail, insertAccount } from './insert-account.ts';
import type { Managed } from '../../internal/policy/staff.ts';
import { type Actor } from './read-actor.ts';

export type StaffParts = { passwords: Passwords; common: CommonPasswords };

type Input = InputOf<typeof operation> & { org?: string | undefined };

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
    await refuseAdding(tx, actor, managed, input);
    note.silent = true;
  });
  parts.common.refuse(input.password, [input.name, input.email]);
  const hash = await parts.passwords.hash(input.password);
  return performAct(context, async (tx, actor, note) => {
    await refuseAdding(tx, actor, managed, input);
    const id = v7();
    note.target = { id, name: nameWithEmail(input) };
    const { name, email } = input;
    const place = {
      id,
      org: input.org ?? actor.org,
      role: managed,
      active: false,
      now: context.now(),
    };
    await insertAccount(tx, { ...place, name, email, hash });
    return { id };
  });
}

async function refuseAdding(
  tx: Transaction,
  actor: Actor,
  managed: Managed,
  { email, org = actor.org }: Input,
): Promise<void> {
  enforce(refuseManaging(actor.role, managed));
  if (!(await isOrganisationOn(tx, org))) {
    throw new AppError('not_found', 'There is no such organisation, or it is switched off.');
  }
  const { count } = await tx
    .selectFrom('people')
    .where('org_id', '=', org)
    .where('role', '=', managed)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  enforce(refuseCrowd(count));
  if (await hasEmail(tx, email)) throw emailTaken();
}

import { publishEvent } from '../../internal/bus/events.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { Features } from '../../internal/contract/features.ts';
import type { InputOf, OutputOf } from '../../internal/contract/types.ts';
import { hasAccount } from '../../internal/policy/accounts.ts';
import { performAct } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/transact.ts';
import type { CommonPasswords } from './common-passwords.ts';
import { useLogin } from './live-login.ts';
import type { Passwords } from './passwords.ts';
import { addFailures, changeBucket, forgetFailures, refuseThrottled } from './throttle.ts';

type Operation = Features['logins']['operations']['changePassword'];
type Parts = { passwords: Passwords; common: CommonPasswords };

/**
 * Changes the acting person's password. Their other logins end; the acting one goes on with the new
 * version. No transaction is open while passwords are hashed; that nothing changed meanwhile is
 * checked when it is.
 */
export async function changePassword(
  parts: Parts,
  context: Context,
  input: InputOf<Operation>,
): Promise<OutputOf<Operation>> {
  const { person, online } = await useLogin(context);
  if (!hasAccount(person.role)) throw new AppError('forbidden', 'You have no password.');
  const before = await context.db
    .selectFrom('people')
    .where('id', '=', person.id)
    .select(['password_hash', 'email'])
    .executeTakeFirst();
  await refuseWrong(parts, context, person.id, before?.password_hash ?? null, input.current);
  parts.common.refuse(input.password, [person.name, before?.email ?? '']);
  const hash = await parts.passwords.hash(input.password);
  return performAct(context, async (tx, actor, _note, afterCommit) => {
    const authVersion = actor.authVersion + 1;
    const { numUpdatedRows } = await tx
      .updateTable('people')
      .set((eb) => ({
        password_hash: hash,
        auth_version: authVersion,
        version: eb('version', '+', 1),
      }))
      .where('id', '=', actor.id)
      .where('password_hash', '=', before?.password_hash ?? '')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) {
      throw new AppError(
        'forbidden',
        'Your password was changed meanwhile. Nothing was changed now.',
      );
    }
    const ended = await endOthers(tx, actor.id, actor.loginId, authVersion, context.now());
    afterCommit(() =>
      publishEvent(context.bus, 'logins', 'loginsEnded', actor.id, {
        person: actor.id,
        logins: ended,
        reason: 'password_changed',
      }),
    );
    return { login: { id: actor.loginId, user: person, auth_version: authVersion, online } };
  });
}

async function refuseWrong(
  parts: Parts,
  context: Context,
  personId: string,
  hash: string | null,
  typed: string,
): Promise<void> {
  const bucket = changeBucket(personId);
  await refuseThrottled(context.db, [bucket], context.now());
  if (await parts.passwords.verify(hash, typed)) return forgetFailures(context.db, bucket);
  await addFailures(context.db, [bucket], context.now());
  const message = 'The current password is wrong. Nothing was changed.';
  throw new AppError('forbidden', message, { fields: { current: 'is wrong' } });
}

/** Returns the logins that ended. */
async function endOthers(
  tx: Transaction,
  personId: string,
  keptLogin: string,
  authVersion: number,
  now: Date,
): Promise<string[]> {
  const rows = await tx
    .selectFrom('logins')
    .where('person_id', '=', personId)
    .where('id', '!=', keptLogin)
    .where('ended_at', 'is', null)
    .select('id')
    .execute();
  await tx
    .updateTable('logins')
    .set({ ended_at: now, refresh_hash: null })
    .where('person_id', '=', personId)
    .where('id', '!=', keptLogin)
    .where('ended_at', 'is', null)
    .execute();
  await tx
    .updateTable('logins')
    .set({ auth_version: authVersion })
    .where('id', '=', keptLogin)
    .execute();
  return rows.map((row) => row.id);
}

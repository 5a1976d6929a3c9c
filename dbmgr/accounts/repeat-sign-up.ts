import type { Features } from '../../internal/contract/features.ts';
import type { InputOf, OutputOf } from '../../internal/contract/types.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/transact.ts';
import { hashInput, keepKeysMs, keyTaken } from '../idempotency/transact-once.ts';
import { enterAccount } from '../logins/enter-account.ts';
import type { SignInParts } from '../logins/sign-in.ts';

type Operation = Features['accounts']['operations']['signUp'];
type Input = InputOf<Operation>;

const operation = 'accounts.signUp';

/**
 * Lets in whoever signed up with this Idempotency-Key before and did not hear of it: the same
 * account, and tokens of their own, as those of the first time are kept nowhere. Undefined when
 * nobody did. Throws `conflict` when the key came with another input, a wrong password included.
 */
export async function repeatSignUp(
  parts: SignInParts,
  context: Context,
  input: Input,
): Promise<OutputOf<Operation> | undefined> {
  const { idempotency } = context.request;
  if (!idempotency) return undefined;
  const account = await context.db
    .selectFrom('idempotency_keys')
    .innerJoin('people', 'people.id', 'idempotency_keys.person_id')
    .where('people.email', '=', input.email)
    .where('idempotency_keys.hash', '=', idempotency)
    .where('operation', '=', operation)
    .where('made_at', '>', new Date(context.now().getTime() - keepKeysMs))
    .select(['people.id', 'password_hash', 'active', 'input_hash'])
    .executeTakeFirst();
  if (!account) return undefined;
  const right = await parts.passwords.verify(account.password_hash, input.password);
  const isSame = right && account.active === 1 && account.input_hash === hashSignUp(input);
  const entered = isSame ? await enterAccount(parts, context, account, undefined) : undefined;
  if (!entered) throw keyTaken();
  return entered;
}

/** Remembers the key with the account that it made. */
export async function keepSignUpKey(
  tx: Transaction,
  context: Context,
  personId: string,
  input: Input,
): Promise<void> {
  const { idempotency } = context.request;
  if (!idempotency) return;
  await tx
    .insertInto('idempotency_keys')
    .values({
      person_id: personId,
      hash: idempotency,
      operation,
      input_hash: hashSignUp(input),
      output: null,
      made_at: context.now(),
    })
    .execute();
}

/** Of all but the password, of which only a slow hash may be stored. */
function hashSignUp({ name, nick, email, invite, org }: Input): string {
  return hashInput({ name, nick, email, invite, org });
}

import { v7 } from 'uuid';
import { AppError } from '../../internal/contract/errors.ts';
import type { Features } from '../../internal/contract/features.ts';
import type { InputOf, OutputOf } from '../../internal/contract/types.ts';
import { refuseSignup } from '../../internal/policy/accounts.ts';
import { recordAct } from '../audit/record.ts';
import type { Context } from '../context.ts';
import { transact } from '../database/transact.ts';
import type { CommonPasswords } from '../logins/common-passwords.ts';
import { rememberDevice } from '../logins/devices.ts';
import { issueTokens, openLogin } from '../logins/open-login.ts';
import type { SignInParts } from '../logins/sign-in.ts';
import { addFailures, refuseThrottled, signupBucket } from '../logins/throttle.ts';
import { isOrganisationOn } from '../organisations/hold-organisation.ts';
import { insertAccount } from '../people/insert-account.ts';
import { enforce } from '../refuse.ts';
import { holdInvite, readInvite, readMode, readOrg } from './entrance.ts';
import { keepSignUpKey, repeatSignUp } from './repeat-sign-up.ts';

export type SignUpParts = SignInParts & { common: CommonPasswords };

type Operation = Features['accounts']['operations']['signUp'];
type Input = InputOf<Operation>;

/**
 * Makes a member, who is signed in at once. Sign-ups wait in the queue of sign-ins, those of one
 * address in turn. Whether an e-mail is taken is said only after a password was hashed, and each
 * time it is makes its address wait longer: nobody goes through a list of addresses here.
 */
export async function signUp(
  parts: SignUpParts,
  context: Context,
  input: Input,
): Promise<OutputOf<Operation>> {
  const { address } = context.request;
  const buckets = address ? [signupBucket(address)] : [];
  return parts.admission.run(buckets, false, async () => {
    await refuseThrottled(context.db, buckets, context.now());
    try {
      return await signUpOnce(parts, context, input);
    } catch (error) {
      if (isTaken(error)) await addFailures(context.db, buckets, context.now());
      throw error;
    }
  });
}

async function signUpOnce(
  parts: SignUpParts,
  context: Context,
  input: Input,
): Promise<OutputOf<Operation>> {
  const repeated = await repeatSignUp(parts, context, input);
  if (repeated) return repeated;
  const org = await readOrg(context.db, input);
  const mode = await readMode(context.db, org);
  enforce(refuseSignup(mode, await readInvite(context.db, org, input.invite, context.now())));
  parts.common.refuse(input.password, [input.name, input.email, input.nick ?? '']);
  const hash = await parts.passwords.hash(input.password);
  try {
    return await admit(parts, context, input, { org, hash });
  } catch (error) {
    // One with the same key may have been quicker.
    const raced = await repeatSignUp(parts, context, input);
    if (raced) return raced;
    throw error;
  }
}

/** An e-mail or a nickname, or the Idempotency-Key for another wish. */
function isTaken(error: unknown): boolean {
  return error instanceof AppError && error.fields !== undefined;
}

async function admit(
  parts: SignUpParts,
  context: Context,
  input: Input,
  { org, hash }: { org: string; hash: string },
): Promise<OutputOf<Operation>> {
  const { name, nick, email, invite: secret } = input;
  const now = context.now();
  const person = { id: v7(), name, role: 'member', org } as const;
  const address = context.request.address ?? '';
  const { login, device } = await transact(context.db, async (tx) => {
    await isOrganisationOn(tx, org);
    const invite = await holdInvite(tx, org, secret, now);
    enforce(refuseSignup(await readMode(tx, org), invite.state));
    await insertAccount(tx, { ...person, nick, email, hash, active: true, now });
    await keepSignUpKey(tx, context, person.id, input);
    if (invite.id) {
      await tx
        .updateTable('invites')
        .set({ used_at: now, used_by: person.id })
        .where('id', '=', invite.id)
        .execute();
    }
    const opened = await openLogin(tx, { person, authVersion: 1, address, now });
    const remembered = await rememberDevice(tx, person.id, undefined, now);
    await tx
      .updateTable('people')
      .set({ last_login_at: now })
      .where('id', '=', person.id)
      .execute();
    await recordAct(tx, {
      at: now,
      org,
      actor: { ...person, email },
      address,
      action: 'accounts.signUp',
      outcome: 'done',
      ...(secret === undefined ? {} : { detail: 'with an invitation' }),
      requestId: context.request.requestId,
    });
    return { login: opened, device: remembered };
  });
  context.actor = person.id;
  return {
    login: { id: login.id, user: person, auth_version: login.authVersion, online: false },
    tokens: await issueTokens(parts.signer, login, now),
    device,
  };
}

import { AppError } from '../../internal/contract/errors.ts';
import type { InputOf, OutputOf } from '../../internal/contract/types.ts';
import type { Features } from '../../internal/contract/features.ts';
import { defaultOrg, email, nick } from '../../internal/contract/people.ts';
import { hasAccount } from '../../internal/policy/accounts.ts';
import type { Context } from '../context.ts';
import type { Database } from '../database/open-database.ts';
import type { Admission } from './admission.ts';
import { isKnownDevice } from './devices.ts';
import { enterAccount, type EntryParts } from './enter-account.ts';
import { hashSecret } from './secrets.ts';
import type { Passwords } from './passwords.ts';
import {
  accountBucket,
  addFailures,
  addressBucket,
  deviceBucket,
  forgetFailures,
  refuseThrottled,
} from './throttle.ts';

export type SignInParts = EntryParts & { passwords: Passwords; admission: Admission };

type Operation = Features['logins']['operations']['signIn'];
type Input = InputOf<Operation>;

/**
 * Checks a password and makes a login. Wrong, unknown and inactive look the same and cost the same:
 * one check of a password. Tries on one account, and from one address, are taken one at a time, so
 * that none slips past the delay that the one before has earned. An e-mail and a nickname are two
 * accounts to this count: one count would tell that they are the same person's.
 */
export async function signIn(
  parts: SignInParts,
  context: Context,
  input: Input,
): Promise<OutputOf<Operation>> {
  const name = readName(input);
  const known = await findAccount(context.db, name);
  const device = (await isKnownDevice(context.db, known?.id, input.device))
    ? input.device
    : undefined;
  const first = device ? deviceBucket(hashSecret(device)) : accountBucket(name.counted);
  const { address } = context.request;
  const buckets = device || !address ? [first] : [first, addressBucket(address)];
  return parts.admission.run(buckets, device !== undefined, async () => {
    await refuseThrottled(context.db, buckets, context.now());
    const found = await findAccount(context.db, name);
    const usable = found?.active === 1 && hasAccount(found.role) ? found : undefined;
    const right = await parts.passwords.verify(
      usable?.password_hash ?? null,
      input.password,
      device !== undefined,
    );
    const output = usable && right ? await enterAccount(parts, context, usable, device) : undefined;
    if (!output) {
      await addFailures(context.db, buckets, context.now());
      throw new AppError('unauthenticated', 'Name or password is wrong.');
    }
    await forgetFailures(context.db, first);
    return output;
  });
}

/** What was typed, in the canonical form that one of the two columns may hold. */
type SignInName = { column: 'email' | 'nick'; value: string; org: string; counted: string };

function readName({ login, org = defaultOrg }: Input): SignInName {
  const isEmail = login.normalize('NFKC').includes('@');
  const value = (isEmail ? email : nick).safeParse(login).data ?? '';
  const typed = value || login.normalize('NFKC').trim().toLowerCase();
  const counted = isEmail ? typed : `${org}\n${typed}`;
  return { column: isEmail ? 'email' : 'nick', value, org, counted };
}

async function findAccount(db: Database, { column, value, org }: SignInName) {
  const query = db
    .selectFrom('people')
    .where(column, '=', value)
    .select(['id', 'org_id', 'role', 'name', 'active', 'password_hash']);
  return (column === 'nick' ? query.where('org_id', '=', org) : query).executeTakeFirst();
}

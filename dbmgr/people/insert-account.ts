import { AppError } from '../../internal/contract/errors.ts';
import type { Managed } from '../../internal/policy/staff.ts';
import { isDuplicate, type Transaction } from '../database/transact.ts';
import { findFreeNick } from './nicks.ts';

export type NewAccount = {
  id: string;
  org: string;
  role: Managed | 'super_admin';
  name: string;
  /** Made of the name when it is absent. */
  nick?: string | undefined;
  email: string;
  /** Null for whom a site signs in: no password lets them in. */
  hash: string | null;
  active: boolean;
  now: Date;
};

/** Others may take the same nickname at the same time. */
const maxTries = 5;

/** Adds somebody with a password. Throws `conflict` when the e-mail or the nickname is taken. */
export async function insertAccount(tx: Transaction, account: NewAccount): Promise<void> {
  for (let left = maxTries; ; left--) {
    const nick = account.nick ?? (await findFreeNick(tx, account.org, account.name));
    try {
      return await insert(tx, account, nick);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      if (await hasEmail(tx, account.email)) throw emailTaken();
      if (account.nick !== undefined || left === 1) throw nickTaken();
    }
  }
}

async function insert(tx: Transaction, account: NewAccount, nick: string): Promise<void> {
  await tx
    .insertInto('people')
    .values({
      id: account.id,
      org_id: account.org,
      role: account.role,
      name: account.name,
      email: account.email,
      nick,
      password_hash: account.hash,
      active: account.active,
      seat_limit: null,
      added_at: account.now,
      last_login_at: null,
    })
    .execute();
}

export async function hasEmail(tx: Transaction, email: string): Promise<boolean> {
  const row = await tx
    .selectFrom('people')
    .where('email', '=', email)
    .select('id')
    .executeTakeFirst();
  return row !== undefined;
}

export function emailTaken(): AppError {
  const message = 'Somebody with this e-mail address is there already.';
  return new AppError('conflict', message, { fields: { email: 'is taken' } });
}

function nickTaken(): AppError {
  const message = 'Somebody with this nickname is there already.';
  return new AppError('conflict', message, { fields: { nick: 'is taken' } });
}

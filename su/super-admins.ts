import { userInfo } from 'node:os';
import { v7 } from 'uuid';
import { AppError } from '../internal/contract/errors.ts';
import { defaultOrg } from '../internal/contract/people.ts';
import { hasAccount } from '../internal/policy/accounts.ts';
import { nameWithEmail, recordAct } from '../dbmgr/audit/record.ts';
import type { Database } from '../dbmgr/database/open-database.ts';
import { transact, type Transaction } from '../dbmgr/database/transact.ts';
import { accountBucket } from '../dbmgr/logins/throttle.ts';
import { insertAccount } from '../dbmgr/people/insert-account.ts';
import { endAllLogins } from '../dbmgr/people/switch-staff.ts';

export type SuperAdmin = {
  name: string;
  email: string;
  active: boolean;
  added_at: Date;
  last_login_at: Date | null;
};

type NewSuperAdmin = { name: string; email: string; hash: string; another: boolean };

/**
 * Adds a super admin, who may sign in at once. Throws `conflict` when there is one already, unless
 * `another` says that it is meant, and when the address is taken.
 */
export async function addSuperAdmin(db: Database, person: NewSuperAdmin): Promise<void> {
  await transact(db, async (tx) => {
    await waitForTurn(tx);
    const [present] = await listSuperAdmins(tx);
    if (present && !person.another) {
      const hint = 'to add one more, repeat this with --another';
      throw new AppError('conflict', `There is a super admin already (${present.email}); ${hint}.`);
    }
    const id = v7();
    const { another: _another, ...row } = person;
    const place = { id, org: defaultOrg, role: 'super_admin', active: true } as const;
    await insertAccount(tx, { ...place, ...row, now: new Date() });
    await record(tx, 'su.add', { id, name: nameWithEmail(person) });
  });
}

export async function listSuperAdmins(db: Database | Transaction): Promise<SuperAdmin[]> {
  const rows = await db
    .selectFrom('people')
    .where('role', '=', 'super_admin')
    .select(['name', 'email', 'active', 'added_at', 'last_login_at'])
    .orderBy('added_at')
    .execute();
  return rows.map((row) => ({ ...row, email: row.email ?? '', active: row.active === 1 }));
}

/** Sets the password of anybody who signs in with one; their logins end. */
export async function setPassword(db: Database, email: string, hash: string): Promise<void> {
  await transact(db, async (tx) => {
    const person = await findPerson(tx, email);
    if (!hasAccount(person.role)) throw unknownPerson(email);
    await tx
      .updateTable('people')
      .set((eb) => ({ password_hash: hash, version: eb('version', '+', 1) }))
      .where('id', '=', person.id)
      .execute();
    await endAllLogins(tx, person.id, new Date());
    await tx.deleteFrom('devices').where('person_id', '=', person.id).execute();
    await tx.deleteFrom('login_failures').where('bucket', '=', accountBucket(email)).execute();
    await record(tx, 'su.passwd', { id: person.id, name: nameWithEmail(person) });
  });
}

/** Removes a super admin, the last one too; their logins go with them. */
export async function removeSuperAdmin(db: Database, email: string): Promise<void> {
  await transact(db, async (tx) => {
    const person = await findPerson(tx, email);
    if (person.role !== 'super_admin') {
      const hint = 'switch them off on the page that lists them';
      throw new AppError('conflict', `${email} is no super admin: ${hint}.`);
    }
    await tx.deleteFrom('people').where('id', '=', person.id).execute();
    await record(tx, 'su.remove', { id: person.id, name: nameWithEmail(person) });
  });
}

/** The end of the audit chain is one row that all acts lock: whoever has it acts alone. */
async function waitForTurn(tx: Transaction): Promise<void> {
  await tx.selectFrom('audit_heads').select('only_row').forUpdate().execute();
}

async function findPerson(tx: Transaction, email: string) {
  const person = await tx
    .selectFrom('people')
    .where('email', '=', email)
    .select(['id', 'name', 'email', 'role'])
    .forUpdate()
    .executeTakeFirst();
  if (!person) throw unknownPerson(email);
  return person;
}

function unknownPerson(email: string): AppError {
  return new AppError('not_found', `There is nobody with the e-mail address ${email}.`);
}

async function record(
  tx: Transaction,
  action: string,
  target: { id: string; name: string },
): Promise<void> {
  const operator = process.env.SUDO_USER ?? userInfo().username;
  await recordAct(tx, {
    at: new Date(),
    org: defaultOrg,
    actor: { id: null, name: `${operator} at the shell`, role: 'operator' },
    address: 'shell',
    action,
    target,
    outcome: 'done',
  });
}

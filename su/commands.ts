import type { Database } from '../dbmgr/database/open-database.ts';
import { createPasswords } from '../dbmgr/logins/passwords.ts';
import { createMetrics } from '../internal/metrics/metrics.ts';
import { awaitInterruption } from './interruption.ts';
import { openStore } from './open-store.ts';
import { readEmail, readName, readPassword } from './read-input.ts';
import { addSuperAdmin, listSuperAdmins, removeSuperAdmin, setPassword } from './super-admins.ts';
import { complain, say, type Terminal } from './terminal.ts';

/** What a command has to work with besides its options. */
export type Shell = { env: Record<string, string | undefined>; terminal: Terminal };

export type AddOptions = { name: string; email: string; another?: true; passwordStdin?: true };
export type PasswdOptions = { email: string; passwordStdin?: true };

export async function add(options: Shell, given: AddOptions): Promise<void> {
  const name = readName(given.name);
  const email = readEmail(given.email);
  const password = await readPassword(options.terminal, given.passwordStdin ?? false, [
    name,
    email,
  ]);
  const hash = await hashPassword(password);
  await withStore(options, (db) =>
    addSuperAdmin(db, { name, email, hash, another: given.another ?? false }),
  );
  say(options.terminal, `${name} <${email}> is a super admin now.`);
}

export async function list(options: Shell): Promise<void> {
  const people = await withStore(options, (db) => listSuperAdmins(db));
  if (people.length === 0) say(options.terminal, 'There is no super admin. Add one with `add`.');
  for (const { name, email, active, last_login_at: at } of people) {
    const seen = at ? `last signed in ${at.toISOString()}` : 'never signed in';
    say(options.terminal, `${name} <${email}> ${active ? 'active' : 'INACTIVE'}, ${seen}`);
  }
}

export async function passwd(options: Shell, given: PasswdOptions): Promise<void> {
  const email = readEmail(given.email);
  const password = await readPassword(options.terminal, given.passwordStdin ?? false, [email]);
  const hash = await hashPassword(password);
  await withStore(options, (db) => setPassword(db, email, hash));
  say(options.terminal, `The password of ${email} is changed; their sessions have ended.`);
}

export async function remove(options: Shell, typed: string): Promise<void> {
  const email = readEmail(typed);
  await withStore(options, (db) => removeSuperAdmin(db, email));
  say(options.terminal, `${email} is removed; their sessions have ended.`);
}

async function hashPassword(password: string): Promise<string> {
  const passwords = createPasswords(createMetrics('su'));
  return passwords.hash(password);
}

/** The database is borrowed only now, when everything that could be refused without it was not. */
async function withStore<T>(
  { env, terminal }: Shell,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const progress = { say: (line: string) => complain(terminal, line), show: () => undefined };
  using interruption = awaitInterruption();
  await using store = await openStore(env, progress);
  interruption.refuse();
  return await work(store.db);
}

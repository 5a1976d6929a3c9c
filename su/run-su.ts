import { Command, CommanderError } from 'commander';
import type { Database } from '../dbmgr/database/open-database.ts';
import { createPasswords } from '../dbmgr/logins/passwords.ts';
import { AppError } from '../internal/contract/errors.ts';
import { createMetrics } from '../internal/metrics/metrics.ts';
import { PersonError } from '../internal/process/person-error.ts';
import { awaitInterruption } from './interruption.ts';
import { openStore } from './open-store.ts';
import { readEmail, readName, readPassword } from './read-input.ts';
import { Interrupted, WrongUsage } from './read-password.ts';
import { addSuperAdmin, listSuperAdmins, removeSuperAdmin, setPassword } from './super-admins.ts';
import { complain, say, showable, type Terminal } from './terminal.ts';

export type SuOptions = {
  args: string[];
  env: Record<string, string | undefined>;
  terminal: Terminal;
};

const exitCodes = { done: 0, refused: 1, wrongUsage: 2, interrupted: 130 } as const;

/** Runs one command of the operator's tool and returns its exit code. */
export async function runSu(options: SuOptions): Promise<number> {
  try {
    await createProgram(options).parseAsync(options.args, { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    if (error instanceof Interrupted) return exitCodes.interrupted;
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage;
    }
    complain(options.terminal, presentFailure(error));
    return error instanceof WrongUsage ? exitCodes.wrongUsage : exitCodes.refused;
  }
}

function createProgram(options: SuOptions): Command {
  const { terminal } = options;
  const program = new Command('su')
    .usage('<command> [options]')
    .description('Adds, lists and removes super admins, straight in the database.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.output.write(text),
      writeErr: (text) => terminal.errors.write(withoutSecrets(text)),
    });
  const passwordStdin = ['--password-stdin', 'read the password as one line of standard input'];
  program
    .command('add')
    .description('add the super admin, who may sign in at once')
    .requiredOption('--name <name>', 'name that others see')
    .requiredOption('--email <email>', 'e-mail address to sign in with')
    .option('--another', 'although there is one already')
    .option(passwordStdin[0]!, passwordStdin[1])
    .action((given: AddOptions) => add(options, given));
  program
    .command('list')
    .description('list the super admins')
    .action(() => list(options));
  program
    .command('passwd')
    .description('set the password of somebody who signs in; their sessions end')
    .requiredOption('--email <email>', 'whose')
    .option(passwordStdin[0]!, passwordStdin[1])
    .action((given: PasswdOptions) => passwd(options, given));
  program
    .command('remove')
    .description('remove a super admin; their sessions end')
    .requiredOption('--email <email>', 'whom')
    .action((given: { email: string }) => remove(options, given.email));
  for (const command of program.commands) command.allowExcessArguments(false);
  return program;
}

type AddOptions = { name: string; email: string; another?: true; passwordStdin?: true };
type PasswdOptions = { email: string; passwordStdin?: true };

async function add(options: SuOptions, given: AddOptions): Promise<void> {
  const name = readName(given.name);
  const email = readEmail(given.email);
  const password = await readPassword(options.terminal, given.passwordStdin ?? false, [name, email]);
  const hash = await hashPassword(password);
  await withStore(options, (db) =>
    addSuperAdmin(db, { name, email, hash, another: given.another ?? false }),
  );
  say(options.terminal, `${name} <${email}> is a super admin now.`);
}

async function list(options: SuOptions): Promise<void> {
  const people = await withStore(options, (db) => listSuperAdmins(db));
  if (people.length === 0) say(options.terminal, 'There is no super admin. Add one with `add`.');
  for (const { name, email, active, last_login_at: at } of people) {
    const seen = at ? `last signed in ${at.toISOString()}` : 'never signed in';
    say(options.terminal, `${name} <${email}> ${active ? 'active' : 'INACTIVE'}, ${seen}`);
  }
}

async function passwd(options: SuOptions, given: PasswdOptions): Promise<void> {
  const email = readEmail(given.email);
  const password = await readPassword(options.terminal, given.passwordStdin ?? false, [email]);
  const hash = await hashPassword(password);
  await withStore(options, (db) => setPassword(db, email, hash));
  say(options.terminal, `The password of ${email} is changed; their sessions have ended.`);
}

async function remove(options: SuOptions, typed: string): Promise<void> {
  const email = readEmail(typed);
  await withStore(options, (db) => removeSuperAdmin(db, email));
  say(options.terminal, `${email} is removed; their sessions have ended.`);
}

async function hashPassword(password: string): Promise<string> {
  const passwords = await createPasswords(createMetrics('su'));
  return passwords.hash(password);
}

/** The database is borrowed only now, when everything that could be refused without it was not. */
async function withStore<T>(
  { env, terminal }: SuOptions,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const progress = { say: (line: string) => complain(terminal, line), show: () => undefined };
  using interruption = awaitInterruption();
  await using store = await openStore(env, progress);
  interruption.refuse();
  return await work(store.db);
}

function presentFailure(error: unknown): string {
  if (error instanceof AppError || error instanceof PersonError) return error.message;
  const reason = error instanceof Error ? error.message : String(error);
  return `su failed, and nothing was changed: ${reason.split('\n')[0]}`;
}

/** Commander repeats what it does not know; a password may stand there by mistake. */
function withoutSecrets(text: string): string {
  const cut = text
    .replaceAll(/'(--[^'=]+)=[^\n]*'/g, "'$1'")
    .replaceAll(/'(-[^-'])[^']*'/g, "'$1'")
    .replace(/( but got \d+): [^]*$/, '$1.\n');
  return cut.split('\n').map(showable).join('\n');
}

import { Command } from 'commander';
import type { Database } from '../dbmgr/database/open-database.ts';
import { automationName, id } from '../internal/contract/ids.ts';
import { defaultOrg, personName } from '../internal/contract/people.ts';
import { PersonError } from '../internal/process/person-error.ts';
import { addAutomation, listAutomations, removeAutomation } from './automations.ts';
import { awaitInterruption } from './interruption.ts';
import { openNatsUsers } from './nats-users.ts';
import { openStore } from './open-store.ts';
import { runProgram, type SuOptions } from './run-program.ts';
import { complain, say, showable } from './terminal.ts';

const maxDescriptionLength = 1000;

/** Runs one command of `npm run automation` and returns its exit code. */
export function runAutomationTool(options: SuOptions): Promise<number> {
  return runProgram(createProgram(options), options, 'The command failed');
}

function createProgram(options: SuOptions): Command {
  const { terminal } = options;
  const program = new Command('automation')
    .usage('<command> [options]')
    .description('Registers, lists and removes automations.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.output.write(text),
      writeErr: (text) => terminal.errors.write(text.split('\n').map(showable).join('\n')),
    });
  program
    .command('add')
    .argument('<name>', 'its NATS user and its name in the mesh, for example echo-bot')
    .description('register an automation; its NATS password is shown once')
    .option('--title <title>', 'what visitors call it; the name when not given')
    .option('--description <text>', 'one line about what it does', '')
    .option('--org <id>', 'the organisation whose visitors it talks with', defaultOrg)
    .action((name: string, given: AddOptions) => add(options, name, given));
  program
    .command('list')
    .description('list the automations')
    .action(() => list(options));
  program
    .command('remove')
    .argument('<name>', 'which')
    .description('remove an automation; people take over its conversations')
    .action((name: string) => remove(options, name));
  for (const command of program.commands) command.allowExcessArguments(false);
  return program;
}

type AddOptions = { title?: string; description: string; org: string };

async function add(options: SuOptions, typed: string, given: AddOptions): Promise<void> {
  const { terminal } = options;
  const name = readName(typed);
  const title = parse('The title', personName, given.title ?? name);
  const description = showable(given.description).slice(0, maxDescriptionLength);
  const org = parse('The organisation', id, given.org);
  const users = openNatsUsers(options.env);
  const access = await withStore(options, (db) =>
    addAutomation(db, { org, name, title, description }, () => users.add(name)),
  );
  complain(terminal, `${name} is registered. Keep the password: it is not shown again.`);
  if (access.block !== null) {
    complain(terminal, 'Add this user to the configuration of your NATS server and reload it:');
    for (const line of access.block.split('\n')) complain(terminal, line);
  }
  say(terminal, `user: ${name}`);
  say(terminal, `password: ${access.password}`);
}

async function list(options: SuOptions): Promise<void> {
  const automations = await withStore(options, listAutomations);
  for (const { org, name, title, description, active } of automations) {
    const what = description === '' ? title : `${title}: ${description}`;
    const where = org === defaultOrg ? '' : `(${org}) `;
    say(options.terminal, `${name} ${where}${active ? '' : '(removed) '}${what}`);
  }
}

async function remove(options: SuOptions, typed: string): Promise<void> {
  const name = readName(typed);
  const users = openNatsUsers(options.env);
  await withStore(options, (db) => removeAutomation(db, name, () => users.remove(name)));
  say(options.terminal, `${name} is removed.`);
}

function readName(text: string): string {
  return parse('The name', automationName, text);
}

function parse(what: string, schema: typeof id | typeof personName, text: string) {
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  const reason = parsed.error.issues[0]?.message ?? 'is wrong';
  throw new PersonError(`${what} ${reason}. Nothing was changed.`);
}

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

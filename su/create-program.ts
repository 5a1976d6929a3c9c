import { Command } from 'commander';
import {
  add,
  type AddOptions,
  list,
  passwd,
  type PasswdOptions,
  remove,
  type Shell,
} from './commands.ts';
import { showable } from './terminal.ts';

/** The command line of the tool; parsing it runs the command. It throws instead of exiting. */
export function createProgram(shell: Shell): Command {
  const { terminal } = shell;
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
    .action((given: AddOptions) => add(shell, given));
  program
    .command('list')
    .description('list the super admins')
    .action(() => list(shell));
  program
    .command('passwd')
    .description('set the password of somebody who signs in; their sessions end')
    .requiredOption('--email <email>', 'whose')
    .option(passwordStdin[0]!, passwordStdin[1])
    .action((given: PasswdOptions) => passwd(shell, given));
  program
    .command('remove')
    .description('remove a super admin; their sessions end')
    .requiredOption('--email <email>', 'whom')
    .action((given: { email: string }) => remove(shell, given.email));
  for (const command of program.commands) command.allowExcessArguments(false);
  return program;
}

/** Commander repeats what it does not know; a password may stand there by mistake. */
function withoutSecrets(text: string): string {
  const cut = text
    .replaceAll(/'(--[^'=]+)=[^\n]*'/g, "'$1'")
    .replaceAll(/'(-[^-'])[^']*'/g, "'$1'")
    .replace(/( but got \d+): [^]*$/, '$1.\n');
  return cut.split('\n').map(showable).join('\n');
}

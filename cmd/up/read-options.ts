import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { PersonError } from '../../internal/process/person-error.ts';

/** How many of each process to run. */
export type Counts = { relays: number; dbmgrs: number; webs: number; nats: number };

export type UpOptions = Counts & {
  /** Restart what a changed file belongs to. */
  watch: boolean;
};

const most = 16;

/**
 * Reads the flags of `npm start`. Undefined when help was asked for and shown. Throws a PersonError
 * when they are wrong.
 */
export function readOptions(args: string[]): UpOptions | undefined {
  const command = new Command('npm start --')
    .description('Runs the whole mesh on this machine.')
    .option('--relays <n>', 'relay processes', readCount, 1)
    .option('--dbmgrs <n>', 'database processes', readCount, 1)
    .option('--webs <n>', 'web processes', readCount, 1)
    .option('--nats <n>', 'nats-servers of a cluster', readCount, 1)
    .option('--watch', 'restart processes when their sources change', false)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  try {
    command.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    throw new PersonError(`${error.message.replace(/^error: /, '')}; try "npm start -- --help".`);
  }
  return command.opts<UpOptions>();
}

function readCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= most) return count;
  throw new InvalidArgumentError(`It must be a number from 1 to ${most}.`);
}

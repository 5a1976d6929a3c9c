import { CommanderError } from 'commander';
import { AppError } from '../internal/contract/errors.ts';
import { PersonError } from '../internal/process/person-error.ts';
import type { Shell } from './commands.ts';
import { createProgram } from './create-program.ts';
import { Interrupted, WrongUsage } from './refusals.ts';
import { complain } from './terminal.ts';

export type SuOptions = Shell & { args: string[] };

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

function presentFailure(error: unknown): string {
  if (error instanceof AppError || error instanceof PersonError) return error.message;
  const reason = error instanceof Error ? error.message : String(error);
  return `su failed, and nothing was changed: ${reason.split('\n')[0]}`;
}

import { type Command, CommanderError } from 'commander';
import { AppError } from '../internal/contract/errors.ts';
import { PersonError } from '../internal/process/person-error.ts';
import type { Shell } from './commands.ts';
import { Interrupted, WrongUsage } from './refusals.ts';
import { complain } from './terminal.ts';

/** A shell and what was typed behind the command's name. */
export type SuOptions = Shell & { args: string[] };

const exitCodes = { done: 0, refused: 1, wrongUsage: 2, interrupted: 130 } as const;

/**
 * Runs a command line and returns its exit code. Why a command failed is written to standard error:
 * what is meant for people as it is, anything else behind `failed`, a sentence without its end.
 */
export async function runProgram(
  program: Command,
  { args, terminal }: SuOptions,
  failed: string,
): Promise<number> {
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    if (error instanceof Interrupted) return exitCodes.interrupted;
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage;
    }
    complain(terminal, presentFailure(error, failed));
    return error instanceof WrongUsage ? exitCodes.wrongUsage : exitCodes.refused;
  }
}

function presentFailure(error: unknown, failed: string): string {
  if (error instanceof AppError || error instanceof PersonError) return error.message;
  const reason = error instanceof Error ? error.message : String(error);
  return `${failed}: ${reason.split('\n')[0]}`;
}

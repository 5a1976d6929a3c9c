import { createProgram } from './create-program.ts';
import { runProgram, type SuOptions } from './run-program.ts';

/** Runs one command of the operator's tool and returns its exit code. */
export function runSu(options: SuOptions): Promise<number> {
  return runProgram(createProgram(options), options, 'su failed, and nothing was changed');
}

import { PersonError } from '../internal/process/person-error.ts';

/** Something about the command line or standard input is not as the command wants it. */
export class WrongUsage extends PersonError {
  override name = 'WrongUsage';
}

/** Ctrl-C at the question. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

import type { z } from 'zod';
import { newPassword } from '../internal/contract/passwords.ts';
import { email, personName } from '../internal/contract/people.ts';
import { PersonError } from '../internal/process/person-error.ts';
import { loadCommonPasswords } from '../dbmgr/logins/common-passwords.ts';
import { askPassword, readPasswordLine } from './read-password.ts';
import type { Terminal } from './terminal.ts';

/** In its canonical form; throws a PersonError with the reason. */
export function readEmail(text: string): string {
  return parse('The e-mail address', email, text);
}

export function readName(text: string): string {
  return parse('The name', personName, text);
}

/** Asked for or piped in, never an argument: others can read those. Checked before it is used. */
export async function readPassword(
  terminal: Terminal,
  fromStdin: boolean,
  about: string[],
): Promise<string> {
  const typed = fromStdin ? await readPasswordLine(terminal) : await askPassword(terminal);
  const password = parse('The password', newPassword, typed);
  const reason = loadCommonPasswords().reason(password, about);
  if (reason) throw new PersonError(`The password ${reason}. Choose another; nothing was changed.`);
  return password;
}

function parse(what: string, schema: z.ZodType<string>, text: string): string {
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  const reason = parsed.error.issues[0]?.message ?? 'is wrong';
  throw new PersonError(`${what} ${reason}. Nothing was changed.`);
}

import type { z } from 'zod';
import { newPassword } from '../internal/contract/passwords.ts';
import { email, personName } from '../internal/contract/people.ts';
import { PersonError } from '../internal/process/person-error.ts';
import { loadCommonPasswords } from '../dbmgr/logins/common-passwords.ts';
import { askPassword } from './ask-password.ts';
import type { Terminal } from './terminal.ts';

/** Longer than any password that is accepted; a pipe that goes on is cut off here. */
const maxInputBytes = 4096;

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

/** The first line of standard input. */
async function readPasswordLine({ input }: Terminal): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input as AsyncIterable<Buffer | string>) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    size += bytes.length;
    if (bytes.includes(0x0a) || size > maxInputBytes) break;
  }
  const [line = ''] = Buffer.concat(chunks).toString('utf8').split('\n');
  return line.replace(/\r$/, '');
}

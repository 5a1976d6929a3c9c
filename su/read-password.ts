import { StringDecoder } from 'node:string_decoder';
import { PersonError } from '../internal/process/person-error.ts';
import type { Terminal } from './terminal.ts';

/** Longer than any password that is accepted; a pipe that goes on is cut off here. */
const maxInputBytes = 4096;

const enter = ['\r', '\n', '\u0004'];
const interrupt = '\u0003';
const erase = ['\u007f', '\b'];
const eraseLine = '\u0015';

/** Something about the command line or standard input is not as the command wants it. */
export class WrongUsage extends PersonError {
  override name = 'WrongUsage';
}

/** Ctrl-C at the question. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/** The first line of standard input. */
export async function readPasswordLine({ input }: Terminal): Promise<string> {
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

/** Asks twice on the terminal, without echo, until both are the same; at most three times. */
export async function askPassword(terminal: Terminal): Promise<string> {
  if (!terminal.input.isTTY) {
    throw new WrongUsage(
      'Standard input is not a terminal to ask for the password at: give it as one line with ' +
        '--password-stdin.',
    );
  }
  for (let tries = 0; tries < 3; tries++) {
    const first = await askOnce(terminal, 'Password: ');
    const second = await askOnce(terminal, 'The same again: ');
    if (first === second) return first;
    terminal.errors.write('The two differ. Type it again.\n');
  }
  throw new PersonError('The two passwords differed three times. Nothing was changed.');
}

/** Nothing of what is typed is shown, not even its length. */
async function askOnce({ input, errors }: Terminal, question: string): Promise<string> {
  errors.write(question);
  const decoder = new StringDecoder('utf8');
  const typed: string[] = [];
  input.setRawMode(true);
  input.resume();
  try {
    return await new Promise<string>((resolve, reject) => {
      const onData = (chunk: Buffer) => {
        for (const character of decoder.write(chunk)) {
          if (character === interrupt) return end(() => reject(new Interrupted()));
          if (enter.includes(character)) return end(() => resolve(typed.join('')));
          if (erase.includes(character)) typed.pop();
          else if (character === eraseLine) typed.length = 0;
          else typed.push(character);
        }
      };
      const onEnd = () => end(() => reject(new Interrupted()));
      const end = (settle: () => void) => {
        input.off('data', onData);
        input.off('end', onEnd);
        settle();
      };
      input.on('data', onData);
      input.on('end', onEnd);
    });
  } finally {
    input.setRawMode(false);
    input.pause();
    errors.write('\n');
  }
}

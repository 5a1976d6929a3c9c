import { StringDecoder } from 'node:string_decoder';
import { PersonError } from '../internal/process/person-error.ts';
import { Interrupted, WrongUsage } from './refusals.ts';
import type { Terminal } from './terminal.ts';

const enter = ['\r', '\n', '\u0004'];
const interrupt = '\u0003';
const erase = ['\u007f', '\b'];
const eraseLine = '\u0015';

/** Asks twice on the terminal, without echo, until both are the same; at most three times. */
export async function askPassword(terminal: Terminal): Promise<string> {
  if (!terminal.input.isTTY) {
    throw new WrongUsage(
      'Standard input is not a terminal to ask for the password at: give it as one line with ' +
        '--password-stdin.',
    );
  }
  // Echo is off before the first question and stays off between them.
  terminal.input.setRawMode(true);
  try {
    for (let tries = 0; tries < 3; tries++) {
      const first = await askOnce(terminal, 'Password: ');
      const second = await askOnce(terminal, 'The same again: ');
      if (first === second) return first;
      terminal.errors.write('The two differ. Type it again.\r\n');
    }
  } finally {
    terminal.input.setRawMode(false);
  }
  throw new PersonError('The two passwords differed three times. Nothing was changed.');
}

/** Nothing of what is typed is shown, not even its length. */
async function askOnce({ input, errors }: Terminal, question: string): Promise<string> {
  errors.write(question);
  const decoder = new StringDecoder('utf8');
  const typed: string[] = [];
  input.resume();
  try {
    return await new Promise<string>((resolve, reject) => {
      const onData = (chunk: Buffer) => {
        const characters = [...decoder.write(chunk)];
        for (const [place, character] of characters.entries()) {
          if (character === interrupt) return end(() => reject(new Interrupted()));
          if (enter.includes(character)) {
            end(() => resolve(typed.join('')));
            // What was typed ahead is the answer to the next question.
            const ahead = characters.slice(place + 1).join('');
            if (ahead) input.pause().unshift(Buffer.from(ahead));
            return;
          }
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
    input.pause();
    errors.write('\r\n');
  }
}

import { randomBytes } from 'node:crypto';
import { findStrings } from './find-strings.ts';

/** Secrets and texts of a test that may never be seen in a log, an output or a foreign answer. */
export type Canaries = {
  /** Remembers `secret`, which came from elsewhere (a token, a hash), and returns it. */
  note: (secret: string, what: string) => string;
  /** A password nobody else has. */
  password: () => string;
  /** A line of text nobody else writes, made of plain words so that automations can answer it. */
  text: (words?: string) => string;
  /** Of each canary that `text` holds, what it is and where; the secrets themselves stay out. */
  findIn: (text: string) => string[];
};

const shortest = 12;

export function createCanaries(): Canaries {
  const known = new Map<string, string>();
  const note = (secret: string, what: string): string => {
    if (secret.length < shortest) throw new Error(`a canary of ${shortest} characters at least`);
    known.set(secret, what);
    return secret;
  };
  return {
    note,
    password: () => note(`Pw-${randomBytes(12).toString('hex')}`, 'a password'),
    text: (words = 'Hello') => note(`${words} ${randomBytes(8).toString('hex')}`, 'a message'),
    findIn: (text) =>
      [...findStrings(text, known.keys(), shortest)].map(([secret, at]) => {
        const line = text.slice(text.lastIndexOf('\n', at) + 1, text.indexOf('\n', at));
        return `${known.get(secret)} in: ${line.replaceAll(secret, '<canary>').slice(0, 400)}`;
      }),
  };
}

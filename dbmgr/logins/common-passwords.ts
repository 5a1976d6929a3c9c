import { readFileSync } from 'node:fs';
import { AppError } from '../../internal/contract/errors.ts';
import { isPattern } from './password-patterns.ts';

export type CommonPasswords = {
  /**
   * Throws `invalid` for a password that anybody would try; `about` is what is known of its owner.
   */
  refuse(password: string, about: string[]): void;
  /** The reason why it is refused, or null. */
  reason(password: string, about: string[]): string | null;
};

const listFile = new URL('common-passwords.txt', import.meta.url);
const product = 'natter';
const leastWordLength = 4;
/** A password is made of somebody's name when nothing longer than this is left beside it. */
const maxRestLength = 5;

/** Reads the list of common passwords of 12 characters or more that lies beside this file. */
export function loadCommonPasswords(): CommonPasswords {
  const lines = readFileSync(listFile, 'utf8').split('\n');
  const list = new Set(lines.filter(Boolean));
  const reason = (password: string, about: string[]): string | null => {
    const text = simplify(password);
    if (formsOf(text).some((form) => list.has(form)) || isPattern(text)) {
      return 'is one of the passwords that are tried first';
    }
    if (isMadeOf(text, [product, ...about]))
      return 'is made of your name, address or Natter itself';
    return null;
  };
  return {
    reason,
    refuse(password, about) {
      const text = reason(password, about);
      if (!text) return;
      const message = `This password ${text}. Choose another.`;
      throw new AppError('invalid', message, { fields: { password: text } });
    },
  };
}

function simplify(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** As it stands, and without disguise, all of it or all but the digits at its end. */
function formsOf(text: string): string[] {
  const end = /[\d!@$]*$/.exec(text)?.[0] ?? '';
  const start = text.slice(0, text.length - end.length);
  return [text, undisguise(text), undisguise(start) + end];
}

/** `p@ssw0rd` is `password`. */
function undisguise(text: string): string {
  const letters: Record<string, string> = {
    '0': 'o',
    '1': 'i',
    '3': 'e',
    '4': 'a',
    '5': 's',
    '7': 't',
    '@': 'a',
    $: 's',
    '!': 'i',
  };
  return text.replaceAll(/[013457@$!]/g, (character) => letters[character] ?? character);
}

function isMadeOf(text: string, about: string[]): boolean {
  const words = about
    .flatMap((source) => [source, ...source.split(/[^\p{L}\p{N}]+/u)])
    .map(simplify)
    .filter((word) => word.length >= leastWordLength)
    .toSorted((a, b) => b.length - a.length);
  return formsOf(text).some((form) => {
    const rest = words.reduce((left, word) => left.replaceAll(word, ''), form);
    return rest.length < form.length && rest.length <= maxRestLength;
  });
}

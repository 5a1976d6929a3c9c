import { nickOfAll } from '../contract/people.ts';

/** People by their nicks, and whether everybody is meant. */
export type Mentions = { nicks: string[]; all: boolean };

const maxMentions = 50;
/** What stands before an `@` of an address is no space. */
const mention =
  /(?<![\p{L}\p{N}_@./-])@([a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9])?)(?![\p{L}\p{N}_@])/giu;

/** `@nick` and `@all`, the first 50 different ones. */
export function findMentions(text: string): Mentions {
  const found = new Set<string>();
  for (const [, nick] of text.normalize('NFKC').matchAll(mention)) {
    found.add(nick!.toLowerCase());
    if (found.size >= maxMentions) break;
  }
  const all = found.delete(nickOfAll);
  return { nicks: [...found], all };
}

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { directionOf } from '../static/parts/isolate.js';
import { phrase } from '../static/parts/phrases.js';

const plurals = ['zero', 'one', 'two', 'few', 'many', 'other'] as const;
const text = z.union([z.string(), z.partialRecord(z.enum(plurals), z.string())]);
const texts = z.record(z.string(), text);
export type Texts = z.infer<typeof texts>;

/**
 * One file of `web/languages/`, named after its language (BCP 47). Each text is found by what it
 * says in English: `button` has those of the round button on a host's page, `page` those that the
 * server writes, `opening` those that the browser writes when a chat opens, `chat` the rest.
 */
export const languageFile = z.strictObject({
  /** What its speakers call it. */
  name: z.string(),
  button: texts,
  page: texts,
  opening: texts,
  chat: texts,
});
export type LanguageFile = z.infer<typeof languageFile>;

export type Language = LanguageFile & {
  tag: string;
  direction: 'ltr' | 'rtl';
  /** A text for a page, by its English; each `{name}` in it is replaced by a value. */
  say(english: string, values?: Record<string, string | number>): string;
};

export type Languages = {
  readonly all: readonly Language[];
  /**
   * The one that was wished for, else the first of the browser's that there is, else English.
   * `offered` are the only ones, the first of them the usual one; none means all.
   */
  choose(wished: string | null, browser: readonly string[], offered?: readonly string[]): Language;
};

/** Reads what `web/languages/` holds. Throws when a file is none, or English is missing. */
export async function readLanguages(folder: string): Promise<Languages> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const all = await Promise.all(
    names.map(async (name) => readLanguage(name, await readFile(join(folder, name), 'utf8'))),
  );
  const find = (tag: string) => {
    const wanted = tag.toLowerCase();
    const [main] = wanted.split('-');
    return (
      all.find((language) => language.tag.toLowerCase() === wanted) ??
      all.find((language) => language.tag === main)
    );
  };
  const english = find('en');
  if (!english) throw new Error(`${folder} has no en.json.`);
  return {
    all,
    choose(wished, browser, offered = []) {
      const tags = wished === null ? browser : [wished, ...browser];
      const known = offered.map(find).filter((found) => found !== undefined);
      const isOffered = (one: Language) => known.length === 0 || known.includes(one);
      return (
        tags.map(find).find((found) => found !== undefined && isOffered(found)) ??
        known[0] ??
        english
      );
    },
  };
}

function readLanguage(name: string, content: string): Language {
  const tag = name.replace(/\.json$/, '');
  const file = languageFile.parse(JSON.parse(content), { reportInput: true });
  const catalogue = { language: tag, texts: { ...file.chat, ...file.opening, ...file.page } };
  return {
    ...file,
    tag,
    direction: directionOf(tag),
    say: (english, values) => phrase(catalogue, english, values),
  };
}

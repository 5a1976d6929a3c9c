import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { readLiterals } from '../../internal/tidy/literals.ts';
import { textKey } from '../static/parts/text-key.js';
import { buttonTexts } from '../visitors/loader.ts';
import { type Language, type Languages, readLanguages, type Texts } from './languages.ts';

const web = fileURLToPath(new URL('..', import.meta.url));
const tags = ['ar', 'de', 'en', 'es', 'fr', 'zh'];
const groups = ['button', 'page', 'opening', 'chat'] as const;

/** What the frame fetches first. */
const openingFiles = /^(widget\/frame|chat\/(greet|head|choice|placeholder))\.js$/;

/** What others say, and the chat passes on: why a connection ended, what a server refused. */
const saidElsewhere = [
  'The last message was too large to send.',
  'The server is busy.',
  'The server did not understand this page.',
  'Signing in again.',
  'This sign-in has ended.',
  'The connection was lost.',
  'The connection was too slow.',
  'Too much at once.',
  'The server cannot be reached.',
  'The server gave no usable answer.',
  'You asked to be forgotten.',
  'This device was asked to forget you in another tab.',
  'This conversation has ended. Start another one to write again.',
  'There is no automation of that name.',
];

let languages: Languages;
/** English texts, as pages and scripts ask for them. */
let wanted: Record<(typeof groups)[number], Set<string>>;
beforeAll(async () => {
  languages = await readLanguages(`${web}languages`);
  const inScripts = await readAsked('static', /\.js$/);
  const onPages = await readAsked('chat', /\.(eta|ts)$/);
  const opening = await readAsked('static', openingFiles);
  const others = [...inScripts, ...saidElsewhere];
  const chat = new Set(others.filter((text) => !opening.has(text)));
  const isPageOnly = (text: string) => !chat.has(text) && !opening.has(text);
  const page = new Set([...onPages].filter(isPageOnly));
  wanted = { button: new Set(buttonTexts), page, opening, chat };
});

describe.each(tags)('%s', (tag) => {
  const language = (): Language => languages.all.find((found) => found.tag === tag)!;

  test('is read', () => expect(languages.all.map(({ tag }) => tag)).toEqual(tags));

  test('has no two texts under one key', () => {
    const { opening, chat } = language();
    const names = Object.keys({ ...opening, ...chat });
    expect(new Set(names.map(textKey)).size).toBe(names.length);
  });

  test.each(groups)('has every text of %s, and none that nobody asks for', (group) => {
    const has = Object.keys(language()[group]);
    expect(has.filter((text) => !wanted[group].has(text))).toEqual([]);
    if (tag === 'en') return;
    expect([...wanted[group]].filter((text) => !has.includes(text))).toEqual([]);
  });

  test.each(groups)('has in %s the same values to fill in, in each form', (group) => {
    for (const [english, text] of Object.entries(language()[group])) {
      for (const [rule, form] of formsOf(text)) {
        const allowed = valuesIn(english);
        const found = valuesIn(form);
        expect([english, rule, found.filter((name) => !allowed.includes(name))]).toEqual([
          english,
          rule,
          [],
        ]);
        // "One message" needs no figure.
        const isNumberless = ['zero', 'one', 'two'].includes(rule);
        const missing = allowed.filter((name) => !found.includes(name));
        const mayMiss = isNumberless ? ['count'] : [];
        expect([english, rule, missing.filter((name) => !mayMiss.includes(name))]).toEqual([
          english,
          rule,
          [],
        ]);
      }
    }
  });

  test.each(groups)('has in %s the plural forms of its language', (group) => {
    const { pluralCategories } = new Intl.PluralRules(tag).resolvedOptions();
    for (const [english, text] of Object.entries(language()[group])) {
      const counts = english.includes('{count}');
      expect([english, typeof text === 'string']).toEqual([english, !counts]);
      if (typeof text === 'string') continue;
      expect(Object.keys(text).toSorted()).toEqual(pluralCategories.toSorted());
    }
  });

  test('has no text that turns the line around by itself', () => {
    const all = JSON.stringify(language());
    expect(all).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200e\u200f]/u);
  });
});

test('a language is chosen by wish, then by the browser, then it is English', () => {
  const choose = (wished: string | null, ...browser: string[]) =>
    languages.choose(wished, browser).tag;
  expect(choose('de', 'fr')).toBe('de');
  expect(choose('zh-TW', 'fr')).toBe('zh');
  expect(choose('tlh', 'fr-CA', 'de')).toBe('fr');
  expect(choose(null, 'ar-EG')).toBe('ar');
  expect(choose(null, 'nl', 'es')).toBe('es');
  expect(choose(null, '*')).toBe('en');
  expect(choose('../en', 'zz')).toBe('en');
});

test('figures and names go into a sentence as its language wants them', () => {
  const say = (tag: string, english: string, values: Record<string, string | number>) =>
    languages.choose(tag, []).say(english, values);
  expect(say('de', '{count} characters left.', { count: 1234 })).toBe('Noch 1.234 Zeichen.');
  expect(say('en', '{count} characters left.', { count: 1 })).toBe('1 character left.');
  expect(say('ar', '{count} characters left.', { count: 2 })).toBe('بقي حرفان.');
  expect(say('ar', '{name} is typing…', { name: 'Ann' })).toBe('\u2068Ann\u2069 يكتب…');
  expect(say('fr', 'Nobody translated this {name}.', { name: 'yet' })).toContain('this yet');
  expect(say('de', 'Write to {name}', { name: '$& {name}' })).toBe('An $& {name} schreiben');
});

function formsOf(text: Texts[string]): [string, string][] {
  return typeof text === 'string' ? [['other', text]] : Object.entries(text);
}

function valuesIn(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
}

/** Every text that stands as an argument of `say`. */
async function readAsked(folder: string, kind: RegExp): Promise<Set<string>> {
  const names = await readdir(join(web, folder), { recursive: true });
  const asked = new Set<string>();
  for (const name of names.filter((name) => kind.test(name))) {
    const source = await readFile(join(web, folder, name), 'utf8');
    for (const { 0: call, index } of source.matchAll(/\bsay\(\s*(?=')/g)) {
      asked.add(firstText(source.slice(index + call.length)));
    }
  }
  return asked;
}

/** The string that a piece of code begins with, its parts joined. */
function firstText(code: string): string {
  const [text = ''] = /^'(?:[^'\\]|\\.)*'(?:\s*\+\s*'(?:[^'\\]|\\.)*')*/.exec(code) ?? [];
  return readLiterals(text)
    .map((literal) => literal.text)
    .join('');
}

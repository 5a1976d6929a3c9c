import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packAll } from '../../deploy/pack.ts';
import { type House, openHouse } from '../testing/house.ts';
import type { HttpClient } from '../testing/http-client.ts';

const kB = 1000;
/** The loader, the frame, and a whole conversation of text. */
const conversationLimit = { en: 27.3 * kB, ar: 30.2 * kB };
/** Of all that one visitor can fetch: every dialog, in the language with the longest texts. */
const wholeLimit = 33 * kB;
const packed = fileURLToPath(new URL('../static/packed/', import.meta.url));

let house: House;
let client: HttpClient;
beforeAll(async () => {
  house = await openHouse();
  client = house.client();
});
afterAll(async () => {
  client[Symbol.dispose]();
  await house[Symbol.asyncDispose]();
});

/** As many bytes as a browser fetches that takes gzip. */
async function weigh(path: string): Promise<number> {
  const answer = await client.get(path);
  expect([path, answer.status]).toEqual([path, 200]);
  return gzipSync(answer.text, { level: 9 }).length;
}

/** What the frame's page names, each address once, and what those name at once. */
async function openingOf(language: string): Promise<string[]> {
  const frame = `/widget?language=${language}`;
  const { text } = await client.get(frame);
  const named = [...text.matchAll(/(?:src|href)="(\/static\/[^"#]+)/g)].map(([, path]) => path!);
  const own = named.filter((path) => !path.endsWith('favicon.svg'));
  const scripts = own.filter((path) => path.endsWith('.js'));
  const imported = await Promise.all(
    scripts.map(async (path) => {
      const script = await client.get(path);
      return [...script.text.matchAll(/from"\.\/([\w-]+\.js)"/g)].map(([, name]) =>
        path.replace(/[\w-]+\.js$/, name!),
      );
    }),
  );
  return [...new Set(['/widget.js', frame, ...own, ...imported.flat()])];
}

async function weighAll(paths: readonly string[]): Promise<number> {
  const sizes = await Promise.all(paths.map(weigh));
  return sizes.reduce((sum, size) => sum + size, 0);
}

test('the packed files are what the sources make: node deploy/pack.ts', async () => {
  for (const { name, text } of await packAll()) {
    const kept = await readFile(packed + name, 'utf8').catch(() => '');
    expect([name, kept === text]).toEqual([name, true]);
  }
});

test('the loader takes up to 2.0 kB, with what it says in every language', async () => {
  expect(await weigh('/widget.js')).toBeLessThanOrEqual(2.0 * kB);
});

test.each(['en', 'de', 'es', 'fr', 'ar', 'zh'])(
  'loader and frame together open within 13.5 kB: %s',
  async (language) => {
    const paths = await openingOf(language);
    expect(paths.join(' ')).toMatch(/packed\/frame\.js.*packed\/shared\.js/);
    expect(await weighAll(paths)).toBeLessThanOrEqual(13.5 * kB);
  },
);

test('the frame’s page comes packed to those who can unpack it', async () => {
  const { headers } = await client.get('/widget', { 'accept-encoding': 'gzip, br' });
  expect(headers['content-encoding']).toBe('gzip');
  expect(headers['content-type']).toContain('text/html');
  expect((await client.get('/widget')).headers['content-encoding']).toBeUndefined();
});

/** What is fetched besides, when something is done that needs it. */
const onDemand = ['rating', 'questions', 'transcript'].map((name) => `/static/packed/${name}.js`);

test('what few conversations need is small, and fetched when it is needed', async () => {
  const sizes = await Promise.all(onDemand.map(weigh));
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1.2 * kB);
});

test.each(['en', 'ar'] as const)('all that can be fetched, together: %s', async (language) => {
  const opening = await openingOf(language);
  const loader = await weigh('/widget.js');
  const opened = await weighAll(opening);
  const talk = [
    ...['talk.js', 'conversation.js'].map((name) => `/static/packed/${name}`),
    ...(language === 'en' ? [] : [`/chat/texts?language=${language}`]),
  ];
  const talked = opened + (await weighAll(talk));
  // What stands in the page itself.
  const apart = ['pages', 'stamp.json', 'file-link.js', 'icons.svg'];
  const files = (await readdir(packed)).filter((name) => !apart.includes(name));
  const known = [...opening, ...talk, ...onDemand].join(' ');
  // Nothing is fetched that is not counted here, but what shows files, with the first of them.
  expect(files.filter((name) => !known.includes(`/${name}`))).toEqual([]);
  const all = [...opening, ...talk, ...onDemand];
  const rows = await Promise.all(all.map(async (path) => [path, await weigh(path)] as const));
  const total = rows.reduce((sum, [, size]) => sum + size, 0);
  process.stdout.write(
    `${rows.map(([path, size]) => `${String(size).padStart(6)} ${path}`).join('\n')}\n` +
      `loader ${loader}, opening ${opened}, conversation ${talked}, all ${total} (${language})\n`,
  );
  expect(talked).toBeLessThanOrEqual(conversationLimit[language]);
  expect(total).toBeLessThanOrEqual(wholeLimit);
});

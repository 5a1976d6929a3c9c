import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sentences } from './sentences.ts';
import { openViews } from './views.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));
const assets = { version: 'v', find: () => undefined, addVersion: (text: string) => text };

async function templates(): Promise<[string, string][]> {
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => name.endsWith('.eta'));
  return Promise.all(
    files.map(async (name): Promise<[string, string]> => [
      name,
      await readFile(join(folder, name), 'utf8'),
    ]),
  );
}

test('A7: raw output is used for layouts and partials only', async () => {
  for (const [name, source] of await templates()) {
    for (const [raw] of source.matchAll(/<%[-_]?~.*?%>/gs)) {
      expect([name, raw]).toEqual([
        name,
        expect.stringMatching(/^<%~ (it\.body|include\('\/[a-z/-]+'(, .*)?\)) %>$/s),
      ]);
    }
  }
});

test('A7: no template holds a script, a style or a handler of its own', async () => {
  for (const [name, source] of await templates()) {
    const inline = /<script(?![^>]*\bsrc=)|<style|\son[a-z]+\s*=|\sstyle\s*=|javascript:/i;
    expect([name, inline.exec(source)?.[0]]).toEqual([name, undefined]);
  }
});

test('A7: what somebody typed is text in attributes and between them', () => {
  const views = openViews(folder, assets);
  const crooked = `"><img src=x onerror='alert(1)'>&`;
  const html = views.render('/logins/sign-in', { values: { email: crooked }, problem: crooked });
  expect(html).not.toContain('<img');
  expect(html).toContain('&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;');
});

test('what is wrong with a field is said as a whole sentence', () => {
  const labels = { name: 'The name' };
  expect(sentences({ name: 'is missing', other: 'is taken' }, labels)).toEqual({
    name: 'The name is missing.',
    other: 'This is taken.',
  });
  expect(sentences({ name: 'Try another.' }, labels)).toEqual({ name: 'Try another.' });
});

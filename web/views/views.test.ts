import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { railLinks } from './rail-links.ts';
import { sentences } from './sentences.ts';
import { shellData } from './shell-data.ts';
import { openViews } from './views.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));
const assets = {
  version: 'v',
  find: () => undefined,
  isPacked: false,
  addVersion: (text: string) => text,
  addressOfScript: (path: string) => `/static/${path}.js`,
};

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

test.for(Object.entries(railLinks))('the rail of %s has at most seven words', ([, links]) => {
  expect(links.length).toBeLessThanOrEqual(7);
  for (const { label } of links) expect(label).not.toMatch(/\s/);
});

test('an organisation is named in the frame only where its login names it', () => {
  const user = { id: 'p', name: 'Ann', role: 'admin' as const, org: 'main' };
  const login = { id: 'l', user, auth_version: 1, online: false };
  expect(shellData(login, '/admin/bans')).toMatchObject({ user: { place: '' } });
  const named = { ...login, org_name: 'North & Sons' };
  expect(shellData(named, '/admin/bans')).toMatchObject({
    user: { place: 'North & Sons' },
    group: { label: 'People' },
  });
});

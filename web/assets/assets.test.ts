import { brotliDecompressSync } from 'node:zlib';
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openHouse } from '../testing/house.ts';
import type { HttpClient } from '../testing/http-client.ts';

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

const year = 'public, max-age=31536000, immutable';

test('what a page needs has an address of its content and may be kept for ever', async () => {
  const page = await client.get('/login');
  const paths = [...page.text.matchAll(/(?:href|src)="(\/static\/[^"#]+)/g)].map(
    ([, path]) => path,
  );
  expect(paths.length).toBeGreaterThan(5);
  for (const path of new Set(paths)) {
    const asset = await client.get(path ?? '');
    expect([path, asset.status]).toEqual([path, 200]);
    expect(asset.headers['cache-control']).toBe(year);
  }
});

test('styles name fonts and drawings by the same version', async () => {
  const page = await client.get('/login');
  const [, version] = /\/static\/([\w-]{12})\/styles\/fonts\.css/.exec(page.text) ?? [];
  const fonts = await client.get(`/static/${version}/styles/fonts.css`);
  const urls = [...fonts.text.matchAll(/url\('([^']+)'\)/g)].map(([, url]) => url);
  expect(urls.length).toBe(2);
  for (const url of urls) {
    expect(url).toContain(`/static/${version}/fonts/`);
    const font = await client.get(url ?? '');
    expect(font.headers).toMatchObject({ 'content-type': 'font/woff2', 'cache-control': year });
  }
});

test('an address of no version, or of another, is asked for again each time', async () => {
  for (const path of ['/static/styles/base.css', '/static/abcdefghijkl/styles/base.css']) {
    const first = await client.get(path);
    expect(first.headers['cache-control']).toBe('public, no-cache');
    const again = await client.get(path, { 'if-none-match': String(first.headers.etag) });
    expect(again.status).toBe(304);
    expect(again.text).toBe('');
  }
  for (const path of ['/static/', '/static', '/static/none.css', '/static/a/b/c.css']) {
    expect((await client.get(path)).status).toBe(404);
  }
});

test('files are packed for browsers that can unpack them', async () => {
  const plain = await client.get('/static/styles/base.css');
  const packed = await bytesOf('/static/styles/base.css', 'gzip, br');
  expect(packed.encoding).toBe('br');
  expect(brotliDecompressSync(packed.bytes).toString()).toBe(plain.text);
  expect(packed.bytes.length).toBeLessThan(plain.text.length);
});

function bytesOf(path: string, accepted: string): Promise<{ bytes: Buffer; encoding: unknown }> {
  const { promise, resolve } = Promise.withResolvers<{ bytes: Buffer; encoding: unknown }>();
  const headers = { 'accept-encoding': accepted };
  request(`${house.web.url}${path}`, { headers }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () =>
      resolve({ bytes: Buffer.concat(chunks), encoding: response.headers['content-encoding'] }),
    );
  }).end();
  return promise;
}

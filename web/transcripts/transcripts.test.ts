import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeSettings } from '../../internal/testing/answering-agent.ts';
import { openRoom, say, writeHistory } from '../../internal/testing/rooms.ts';
import type { Stage } from '../../internal/testing/stage.ts';
import type { StartedWeb } from '../../internal/testing/starters.ts';
import { type House, openHouse } from '../testing/house.ts';
import type { HttpClient } from '../testing/http-client.ts';

let house: House;
let stage: Stage;
let web: StartedWeb;
let client: HttpClient;
beforeAll(async () => {
  house = await openHouse({}, { relay: true });
  ({ stage, web } = house);
  client = house.client();
});
afterAll(async () => {
  client[Symbol.dispose]();
  await house[Symbol.asyncDispose]();
});

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

test('C6: a copy is a file to be saved, and nothing in it can run', async () => {
  const { visitor, socket, channel } = await openRoom(stage, web.url, '<b>Ada</b>');
  using _socket = socket;
  await say(stage, socket, channel);
  for (const [format, type] of [
    ['html', 'text/html'],
    ['text', 'text/plain'],
    ['json', 'application/json'],
  ] as const) {
    const path = `/transcripts/${channel}?format=${format}&zone=Asia/Tokyo&language=de`;
    const { status, text, headers } = await client.get(path, bearer(visitor.token));
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': `${type}; charset=utf-8`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringMatching(/default-src 'none'.*sandbox/) as string,
    });
    const name = /^attachment; filename="conversation-[\d-]+-[0-9a-f]{6}\.(txt|html|json)"$/;
    expect(headers['content-disposition']).toMatch(name);
    if (format === 'html') expect(text).not.toContain('<b>Ada');
    expect(text).toContain('text of');
    expect(text).toContain('Asia/Tokyo');
  }
  // It looks like a tag, and is none (BCP 47).
  const odd = `/transcripts/${channel}?language=en-us-us`;
  expect((await client.get(odd, bearer(visitor.token))).status).toBe(400);
});

test('V1: whoever names a conversation of others is told that there is none', async () => {
  const { socket, channel } = await openRoom(stage, web.url);
  using _socket = socket;
  const eve = await stage.people.visitor('Eve');
  for (const id of [channel, randomUUID(), 'waiting-main']) {
    const answer = await client.get(`/transcripts/${id}`, bearer(eve.token));
    expect([id, answer.status]).toEqual([id, 404]);
    const mailed = await client.json(
      `/v1/channels/${id}/transcript`,
      { to: 'eve@example.org', language: 'en' },
      bearer(eve.token),
    );
    expect([id, mailed.status]).toEqual([id, 404]);
  }
  const odd = await client.get(`/transcripts/${channel}?zone=Moon/Base`, bearer(eve.token));
  expect(odd.status).toBe(400);
  const nobody = await client.get(`/transcripts/${channel}`);
  expect([nobody.status, nobody.headers['location']]).toEqual([
    303,
    expect.stringMatching(/^\/login/),
  ]);
});

test('thousands of lines come whole, in order, once each', async () => {
  const { visitor, socket, channel } = await openRoom(stage, web.url);
  using _socket = socket;
  const lines = 3000;
  await writeHistory(stage, channel, visitor.id, lines);
  const path = `/transcripts/${channel}?format=json`;
  const { text } = await client.get(path, bearer(visitor.token));
  const { lines: found } = JSON.parse(text) as { lines: { seq: number }[] };
  expect(found.map(({ seq }) => seq)).toEqual(Array.from({ length: lines }, (_, at) => at + 1));
});

test('an admin downloads it in their browser, and another organisation’s does not', async () => {
  const { socket, channel } = await openRoom(stage, web.url);
  using _socket = socket;
  await say(stage, socket, channel);
  await stage.people.organisation('beyond');
  const answers = await Promise.all(
    [{}, { org: 'beyond' }].map(async (where) => {
      const { email, password } = await stage.people.admin(where);
      using browser = house.client();
      await browser.post('/login', { email, password });
      return (await browser.get(`/transcripts/${channel}`)).status;
    }),
  );
  expect(answers).toEqual([200, 404]);
});

test('a logo’s site may be asked for its picture, and no other', async () => {
  const logo = 'https://pictures.example.org/mark.png';
  await changeSettings(stage, { brand: { colour: '#0b7285', logo, greeting: 'Hi' } });
  const page = await client.get('/chat');
  expect(page.text).toContain(`src="${logo}"`);
  const policy = String(page.headers['content-security-policy']);
  expect(policy).toMatch(/img-src 'self' data:[^;]* https:\/\/pictures\.example\.org;/);
  expect(policy.match(/pictures/g)).toHaveLength(1);
  expect(page.text).toContain('/chat/brand.css?colour=0b7285');
  const styles = await client.get('/chat/brand.css?colour=0b7285');
  expect(styles.headers['content-type']).toBe('text/css; charset=utf-8');
  expect(styles.text).toContain('--accent:light-dark(#0b7285,');
  expect((await client.get('/chat/brand.css?colour=red}body{')).status).toBe(404);
});

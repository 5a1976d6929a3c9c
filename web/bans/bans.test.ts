import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openHouse } from '../testing/house.ts';
import type { HttpClient } from '../testing/http-client.ts';

let house: House;
let admin: HttpClient;
beforeAll(async () => {
  house = await openHouse();
  admin = await house.signedIn(await house.stage.people.admin());
});
afterAll(async () => {
  admin[Symbol.dispose]();
  await house[Symbol.asyncDispose]();
});

const path = '/admin/bans';

async function come(client: HttpClient, nickname: string): Promise<string> {
  const answer = await client.json('/v1/chat/session', { nickname });
  expect(answer.status).toBe(200);
  const { token, refresh_token, user } = JSON.parse(answer.text) as {
    token: string;
    refresh_token: string;
    user: { id: string };
  };
  house.stage.canaries.note(token, 'a token');
  house.stage.canaries.note(refresh_token, 'a refresh token');
  return user.id;
}

const again = async (client: HttpClient) => (await client.json('/v1/chat/session', {})).status;

test('an admin bans a guest, sees it in the list, and lets them back', async () => {
  using eve = house.client();
  const id = await come(eve, 'Eve <b>');
  expect((await admin.get(path)).text).toContain(`<option value="${id}">Eve &lt;b&gt;`);
  const fields = { guest: id, minutes: '60', reason: 'Spam', address: 'on' };
  expect(await admin.post(path, fields)).toMatchObject({ status: 303, location: path });
  expect(await again(eve)).toBe(403);
  const list = (await admin.get(path)).text;
  expect(list).toContain('Spam');
  expect(list).not.toContain(`<option value="${id}"`);
  const ban = /action="(\/admin\/bans\/[\w-]+\/lift)"/.exec(list)![1]!;
  expect((await admin.post(ban)).status).toBe(303);
  expect(await again(eve)).toBe(200);
  expect((await admin.get(path)).text).toContain('Lifted');
});

test('what cannot be taken comes back marked, and bans nobody', async () => {
  using eve = house.client();
  const id = await come(eve, 'Eve');
  const refused = await admin.post(path, { guest: id, minutes: '0', reason: 'x'.repeat(300) });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('The time must be a number from 1 to 525600.');
  expect(refused.text).toContain('The reason is longer than 200 characters.');
  expect(await again(eve)).toBe(200);
});

test('an agent bans from the console once an admin has let them', async () => {
  using eve = house.client();
  const guest = await come(eve, 'Eve');
  const staff = await house.stage.people.agent({ name: 'Ali' });
  using agent = await house.signedIn(staff);
  const fields = { guest, minutes: '60', address: 'on' };
  expect((await agent.post('/agent/bans', fields)).status).toBe(403);
  const right = `/admin/agents/${staff.id}/bans`;
  expect((await admin.get('/admin/agents')).text).toContain(`action="${right}"`);
  expect((await admin.post(right, { allowed: 'yes' })).status).toBe(303);
  expect((await agent.post('/agent/bans', fields)).status).toBe(303);
  expect(await again(eve)).toBe(403);
  expect((await admin.post(right, { allowed: 'no' })).status).toBe(303);
  expect((await agent.get(path)).status).toBe(403);
});

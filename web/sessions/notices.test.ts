import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openHouse } from '../testing/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

/** The rows of the sessions' table, held so that nobody can write them. */
async function holdSessions() {
  const { urls, schemas } = house.stage.database;
  const connection = await createConnection(urls.root);
  await connection.beginTransaction();
  await connection.query('SELECT * FROM ??.sessions FOR UPDATE', [schemas.sessions]);
  return { release: () => connection.rollback().then(() => connection.end()) };
}

test('what a page is to say is stored before the redirect to it begins', async () => {
  const { people } = house.stage;
  const admin = await people.admin();
  const agent = await people.agent({ name: 'Agnes', active: false });
  using client = await house.signedIn(admin);
  const cookies = [...client.cookies].map(([name, value]) => `${name}=${value}`);
  const held = await holdSessions();
  const answer = fetch(`${house.web.url}/admin/agents/${agent.id}/activate`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: house.web.url, cookie: cookies.join('; ') },
    body: new URLSearchParams(),
  });
  const first = await Promise.race([answer.then(() => 'answered'), sleep(500, 'held')]);
  await held.release();
  expect(first).toBe('held');
  expect((await answer).status).toBe(303);
  expect((await client.get('/admin/agents')).text).toMatch(/role="status"[^]*Agnes/);
});

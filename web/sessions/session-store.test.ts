import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Staff } from '../../internal/testing/people.ts';
import { cuttableTo } from '../testing/cuttable.ts';
import { clientOf, type House, openHouse, signIn } from '../testing/house.ts';

let house: House;
let boss: Staff;
beforeAll(async () => {
  house = await openHouse();
  boss = await house.stage.people.superAdmin();
});
afterAll(() => house[Symbol.asyncDispose]());

const page = '/super/admins';

/** Sends the head of a form and half of its body; the rest when the promise is asked for. */
function slowForm(port: number, path: string, cookie: string, body: string) {
  const socket = connect(port, '127.0.0.1');
  const half = Math.floor(body.length / 2);
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    `Origin: http://127.0.0.1:${port}`,
    `Cookie: ${cookie}`,
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, half)}`);
  return async () => {
    socket.write(body.slice(half));
    return text(socket);
  };
}

test('S1: signing out beats a slow request that is in flight', async () => {
  using client = await house.signedIn(boss);
  const before = await house.sessionCount();
  const cookie = `natter_session=${client.cookies.get('natter_session')}`;
  const body = 'current=aaaaaaaaaaaaa&password=bbbbbbbbbbbbb&confirm=ccccccccccccc';
  const finish = slowForm(house.web.port, '/account/password', cookie, body);
  // Long enough for the slow request to have read its session.
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect((await client.post('/logout')).status).toBe(303);
  expect(await house.sessionCount()).toBe(before - 1);
  expect(await finish()).toMatch(/^HTTP\/1\.1 (422|303)/);
  expect(await house.sessionCount()).toBe(before - 1);
  expect((await client.get(page, { cookie })).status).toBe(303);
});

test('S7: while the session store is down nobody is anonymous, and nobody is let in', async () => {
  const url = new URL(house.stage.database.urls.sessions);
  await using way = await cuttableTo(Number(url.port));
  url.port = String(way.port);
  const web = await house.anotherWeb({ SESSION_MYSQL_URL: url.href });
  using client = clientOf(house.stage, web.url);
  await signIn(client, boss);
  expect((await client.get(page)).status).toBe(200);
  way.cut();
  const answer = await client.get(page);
  expect(answer.status).toBe(503);
  expect(answer.headers['retry-after']).toMatch(/^\d+$/);
  expect(answer.text).toContain('Not available right now');
  expect((await client.get('/readyz')).status).toBe(503);
  expect((await client.get('/healthz')).status).toBe(200);
  way.join();
  expect((await client.get(page)).status).toBe(200);
});

test('S7: while dbmgr is down a session is not anonymous either, and goes on later', async () => {
  await using other = await openHouse();
  const admin = await other.stage.people.admin();
  using client = await other.signedIn(admin);
  const cookie = client.cookies.get('natter_session');
  await other.dbmgr[Symbol.asyncDispose]();
  const answer = await client.get('/admin/agents');
  expect(answer.status).toBe(503);
  expect(answer.text).not.toMatch(/Sign in|nats|mysql|dbmgr/i);
  await other.stage.startDbmgr();
  expect(client.cookies.get('natter_session')).toBe(cookie);
  expect((await client.get('/admin/agents')).status).toBe(200);
});

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from '../../../internal/testing/stage.ts';
import { createKeptValue } from './kept-value.js';
import { RequestError } from './requests.js';
import { acceptSecret } from './secret.js';
import { VisitorSession } from './session.js';

let stage: Stage;
let origin: string;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  origin = (await stage.startWeb()).url;
});
afterAll(() => stage[Symbol.asyncDispose]());

function keptInMemory() {
  return createKeptValue({ key: 'visitor', accept: acceptSecret, storages: [] });
}

test('who only looks leaves no trace', () => {
  const session = new VisitorSession({ origin, kept: keptInMemory() });
  expect(session.user).toBeNull();
});

test('a nickname given before the first word is the visitor’s name', async () => {
  const session = new VisitorSession({ origin, kept: keptInMemory() });
  session.introduce('  Vera ');
  expect(await session.token()).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  expect(session.user).toMatchObject({ name: 'Vera', role: 'user' });
});

test('asked twice at once it is one visitor', async () => {
  const session = new VisitorSession({ origin, kept: keptInMemory() });
  const [one, other] = await Promise.all([session.token(), session.token()]);
  expect(one).toBe(other);
});

test('the next visit is the same visitor, with a fresh token', async () => {
  const kept = keptInMemory();
  const first = new VisitorSession({ origin, kept });
  const token = await first.token();
  const next = new VisitorSession({ origin, kept, now: () => Date.now() + 1100 });
  await new Promise((resolve) => setTimeout(resolve, 1100));
  expect(await next.token()).not.toBe(token);
  expect(next.user?.id).toBe(first.user?.id);
});

test('a token is asked for again half a minute before it ends', async () => {
  let nowMs = Date.now();
  const session = new VisitorSession({ origin, kept: keptInMemory(), now: () => nowMs });
  const token = await session.token();
  nowMs += 14 * 60_000;
  expect(await session.token()).toBe(token);
  nowMs += 45_000;
  await new Promise((resolve) => setTimeout(resolve, 1100));
  expect(await session.token()).not.toBe(token);
});

test('W10: a dead secret makes a new visitor, never somebody else’s', async () => {
  const kept = keptInMemory();
  const session = new VisitorSession({ origin, kept });
  await session.token();
  const before = session.user;
  kept.write({ refresh_token: 'A'.repeat(43), user: before! });
  session.renew();
  await session.token();
  expect(session.user?.id).not.toBe(before?.id);
});

test('forgotten is forgotten', async () => {
  const session = new VisitorSession({ origin, kept: keptInMemory() });
  await session.token();
  const before = session.user?.id;
  await session.forget();
  expect(session.user).toBeNull();
  await session.token();
  expect(session.user?.id).not.toBe(before);
});

test('forgotten after the token has ended, the login is over as well', async () => {
  let nowMs = Date.now();
  const session = new VisitorSession({ origin, kept: keptInMemory(), now: () => nowMs });
  await session.token();
  const { id } = session.user!;
  nowMs += 20 * 60_000;
  await session.forget();
  const live = 'SELECT id FROM logins WHERE person_id = ? AND ended_at IS NULL';
  await expect.poll(() => stage.sql(live, [id])).toEqual([]);
});

test('who is forgotten waits a second at most, and does not come back after it', async () => {
  const kept = keptInMemory();
  await new VisitorSession({ origin, kept }).token();
  const slow: typeof fetch = async (...request) => {
    await sleep(2500);
    return fetch(...request);
  };
  const session = new VisitorSession({ origin, kept, fetch: slow });
  const begunMs = performance.now();
  await session.forget();
  expect(performance.now() - begunMs).toBeLessThan(2300);
  expect(kept.read()).toBeNull();
  await sleep(2500);
  expect(kept.read()).toBeNull();
});

test('with nobody at home it says so, and keeps the secret', async () => {
  const kept = keptInMemory();
  await new VisitorSession({ origin, kept }).token();
  const away = new VisitorSession({ origin: 'http://127.0.0.1:9', kept });
  const refused = away.token();
  await expect(refused).rejects.toThrow(RequestError);
  await expect(refused).rejects.toMatchObject({ status: 0, passing: true });
  expect(kept.read()).not.toBeNull();
});

test('answers that are lost cost nobody their visitor', async () => {
  const kept = keptInMemory();
  const first = new VisitorSession({ origin, kept });
  await first.token();
  const { id } = first.user!;
  // As after half a minute in which the one that came before was good as well.
  const letTimePass = () =>
    stage.sql('UPDATE refresh_tokens SET rotated_at = rotated_at - INTERVAL 1 MINUTE');
  const losing: typeof fetch = async (...request) => {
    await fetch(...request);
    throw new TypeError('the answer is lost');
  };
  const failing: typeof fetch = () => Promise.reject(new TypeError('there is no network'));
  for (const network of [losing, failing, losing, losing, failing, failing, failing, failing]) {
    const cut = new VisitorSession({ origin, kept, fetch: network });
    await expect(cut.token()).rejects.toThrow(RequestError);
    await letTimePass();
  }
  const next = new VisitorSession({ origin, kept });
  await next.token();
  expect(next.user?.id).toBe(id);
  expect(kept.read()).not.toHaveProperty('later');
});

import { expect, test } from 'vitest';
import { enter, type Seated } from '../../internal/testing/rooms.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { tell } from '../../internal/testing/tell.ts';

const people = 15;
const limitMs = 1000;
/** Others work beside this test. */
const patience = 3;

type Revoked = { socket: Seated; cookie: string; revoke: () => Promise<unknown> };

test('R6: whoever is signed out: socket closed and requests refused, p99 ≤ 1 s', async () => {
  await using stage = await openStage();
  await stage.startDbmgr();
  const relay = await stage.startRelay();
  const web = await stage.startWeb();
  const admin = await stage.people.signIn(await stage.people.admin());
  const signedIn: Revoked[] = [];
  for (let i = 0; i < people; i++) signedIn.push(await signIn(stage, web.url, relay.url, admin, i));
  const times = [];
  for (const { socket, cookie, revoke } of signedIn) {
    const begun = performance.now();
    await revoke();
    expect((await socket.closed).code).toBe(4403);
    times.push(performance.now() - begun);
    const refused = await fetch(`${web.url}/v1/auth/socket`, {
      method: 'POST',
      headers: { cookie, origin: web.url },
    });
    expect(refused.status).toBe(401);
  }
  const worst = times.toSorted((a, b) => a - b);
  const p99 = worst[Math.ceil(0.99 * worst.length) - 1]!;
  tell(`revoked within ${Math.round(worst[0]!)} to ${Math.round(p99)} ms`);
  expect(p99).toBeLessThan(limitMs * patience);
});

/** An agent with a browser's session and a socket that came of it, and one way to end both. */
async function signIn(
  stage: Stage,
  webUrl: string,
  relayUrl: string,
  admin: { login: string },
  number: number,
): Promise<Revoked> {
  const agent = await stage.people.agent();
  const answer = await fetch(`${webUrl}/login`, {
    method: 'POST',
    headers: { origin: webUrl },
    body: new URLSearchParams({ email: agent.email, password: agent.password }),
    redirect: 'manual',
  });
  const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]!);
  const headers = { cookie: cookie.join('; '), origin: webUrl };
  const given = await fetch(`${webUrl}/v1/auth/socket`, { method: 'POST', headers });
  const { token } = (await given.json()) as { token: string };
  const socket = await enter(relayUrl, stage.canaries.note(token, 'a socket token'));
  const call = await stage.call.web();
  const ways = [
    () => fetch(`${webUrl}/logout`, { method: 'POST', headers, redirect: 'manual' }),
    () => call.agents.deactivateAgent({ id: agent.id }, { login: admin.login }),
    async () => {
      const elsewhere = await stage.people.signIn(agent);
      const input = { current: agent.password, password: stage.canaries.password() };
      await call.logins.changePassword(input, { login: elsewhere.login });
    },
  ];
  return { socket, cookie: headers.cookie, revoke: ways[number % ways.length]! };
}

import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Scope, scopes } from '../../internal/contract/scopes.ts';
import type { SignedIn } from '../../internal/testing/people.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { openTeam } from '../../internal/testing/teams.ts';
import type { ApiRoute } from '../../web/api/api-route.ts';
import { routes } from '../../web/routes.ts';

let stage: Stage;
let url: string;
let ada: SignedIn;
let ben: SignedIn;
let team: string;
beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  url = (await stage.startWeb()).url;
  [ada, ben] = [await stage.people.member('Ada'), await stage.people.member('Ben')];
  team = await openTeam(stage, [ada, ben]);
  const said = { to: '*', type: 'text', data: stage.canaries.text() };
  await send(ada.token, 'POST', `/v1/channels/${team}/messages`, said);
});
afterAll(() => stage[Symbol.asyncDispose]());

const addresses = routes.filter((route): route is ApiRoute => route.door === 'api');

async function makeKey(wanted: readonly Scope[]): Promise<string> {
  const call = await stage.call.web();
  const wish = { name: 'A program', scopes: [...wanted] };
  const { token } = await call.accessKeys.createKey(wish, { login: ada.login });
  return stage.canaries.note(token, 'an access key');
}

function request(token: string, method: string, path: string, body?: object): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return fetch(url + path, { method, headers, redirect: 'manual', ...sent });
}

async function send(token: string, method: string, path: string, body?: object): Promise<number> {
  const answer = await request(token, method, path, body);
  await answer.arrayBuffer();
  return answer.status;
}

/** With everything right but the scope. */
function tryAddress(token: string, { method, path }: ApiRoute): Promise<number> {
  const address = path
    .replace(/^\/v1\/(teams|channels)\/:id/, `/v1/$1/${team}`)
    .replace(':id', ada.id)
    .replace(':user', ben.id)
    .replace(':seq', '1')
    .replace(':emoji', encodeURIComponent('👍'))
    .replace(/search$/, 'search?q=word');
  const bodies: Record<string, object> = {
    'POST /v1/teams': { name: 'A team' },
    'PATCH /v1/teams/:id': { name: 'Another name' },
    'POST /v1/teams/:id/transfer': { user: ben.id },
    'POST /v1/channels/:id/messages': { to: '*', type: 'text', data: stage.canaries.text() },
    'PATCH /v1/channels/:id/messages/:seq': { data: stage.canaries.text() },
    'PUT /v1/channels/:id/seen': { seq: 1 },
    'PUT /v1/channels/:id/rating': { score: 4 },
    'POST /v1/channels/:id/transcript': { to: 'copy@example.com', language: 'en' },
    'POST /v1/keys': { name: 'Wider', scopes: ['teams:write'] },
    'POST /v1/attachments': { name: 'x', content_type: 'a/b', size: 1, channel_id: team },
  };
  const body = method === 'GET' ? undefined : (bodies[`${method} ${path}`] ?? {});
  return send(token, method, address, body);
}

const changes = `SELECT (SELECT COUNT(*) FROM teams) AS teams, (SELECT MAX(version) FROM teams) AS
  version, (SELECT SUM(head) FROM channels) AS heads, (SELECT COUNT(*) FROM members) AS members,
  (SELECT SUM(seen_seq) FROM members) AS seen, (SELECT COUNT(*) FROM access_keys) AS all_keys,
  (SELECT COUNT(*) FROM attachments) AS files`;

test.for(scopes)(
  'V3: a key with every scope but %s opens no address that asks for it',
  async (scope) => {
    const key = await makeKey(scopes.filter((one) => one !== scope));
    const before = await stage.sql(changes);
    const closed = addresses.filter((route) => route.scope === scope || route.scope === undefined);
    expect(closed.length).toBeGreaterThan(0);
    for (const route of closed) {
      expect([route.method, route.path, await tryAddress(key, route)]).toEqual([
        route.method,
        route.path,
        403,
      ]);
    }
    expect(await stage.sql(changes)).toEqual(before);
  },
);

test('V3: the token of a socket that a key was given is worth no more than the key', async () => {
  const key = await makeKey(['messages:read']);
  const given = await request(key, 'POST', '/v1/auth/socket', {});
  const { token } = (await given.json()) as { token: string };
  stage.canaries.note(token, 'a socket token');
  expect(await send(token, 'GET', `/v1/channels/${team}/messages`)).toBe(200);
  const before = await stage.sql(changes);
  const mayNot = addresses.filter(({ scope }) => scope !== 'messages:read' && scope !== 'any');
  for (const route of mayNot) {
    expect([route.method, route.path, await tryAddress(token, route)]).toEqual([
      route.method,
      route.path,
      403,
    ]);
  }
  expect(await send(token, 'POST', '/v1/auth/logout', {})).toBe(403);
  expect(await stage.sql(changes)).toEqual(before);
});

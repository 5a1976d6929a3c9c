import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actors as allActors, lapses, type Lapse } from '../../internal/policy/matrix/actors.ts';
import {
  type HttpActor,
  type HttpOutcome,
  type RouteRow,
  routeRows,
} from '../../internal/policy/matrix/route-rows.ts';
import { openStage } from '../../internal/testing/stage.ts';
import { routes } from '../../web/routes.ts';
import { someBrowser } from './alarm-inputs.ts';
import { clear, enter, lapse, leave, type Player } from './cast.ts';
import { wishFor } from './file-inputs.ts';
import { type Named, relate } from './relate.ts';
import { createScenery, type Scenery } from './scenery.ts';
import { createTokens, learnSessions, type SessionMaker, type TokenMaker } from './sessions.ts';

const actors = allActors.filter((actor): actor is HttpActor => actor !== 'automation');
const withSessions = actors.filter((actor) => actor !== 'visitor');

let stage: Scenery;
let webUrl: string;
let sessionOf: SessionMaker;
let tokenOf: TokenMaker;

beforeAll(async () => {
  stage = createScenery(await openStage());
  await stage.startDbmgr();
  await stage.startRelay();
  webUrl = (await stage.startWeb({ TRUST_PROXY: '127.0.0.1' })).url;
  sessionOf = await learnSessions(stage, webUrl);
  tokenOf = createTokens(stage);
});

afterAll(() => stage[Symbol.asyncDispose]());

test('every route of web stands in the matrix, and nothing else does', () => {
  const served = routes.map(({ method, path }) => `${method} ${path}`);
  const listed = routeRows.map(({ method, path }) => `${method} ${path}`);
  expect([...new Set(listed)].toSorted()).toEqual(served.toSorted());
});

test('S5: no GET can change anything', () => {
  const changing = routes.filter((route) => route.method === 'GET' && 'act' in route);
  expect(changing.map(({ path }) => path)).toEqual([]);
});

describe.each(routeRows.map((row) => ({ ...row, row })))(
  'A1, L11: $method $path, $relation:',
  ({ row }) => {
    afterAll(() => clear(stage));

    test.each(
      actorsOf(row).map((actor) => [actor, row.outcomes[actor] ?? row.outcomes.others] as const),
    )('%s: %s', async (actor, expected) => {
      expect(await attempt(row, actor)).toBe(expected);
    });

    test.each(lapsedCases(row))('%s who is %s: %s', async (actor, kind, expected) => {
      expect(await attempt(row, actor, kind)).toBe(expected);
    });
  },
);

function actorsOf(row: RouteRow): HttpActor[] {
  return row.by === 'token' ? actors : withSessions;
}

/** Those who are let in by their role, with each thing that may have gone wrong with them. */
function lapsedCases(row: RouteRow): [HttpActor, Lapse, HttpOutcome][] {
  return actorsOf(row)
    .filter((actor) => actor !== 'nobody' && row.outcomes[actor] !== undefined)
    .flatMap((actor) => lapses.map((kind) => [actor, kind, row.lapsed] as const))
    .map(([actor, kind, outcome]) => [actor, kind, outcome]);
}

async function attempt(row: RouteRow, actor: HttpActor, kind?: Lapse): Promise<HttpOutcome> {
  const entered = await enter(stage, actor);
  const named = await relate(stage, row.relation, entered, actor);
  const player = kind ? await lapse(stage, entered, kind) : entered;
  const identity = await identityOf(row, player);
  await stage.flush();
  const response = await fetch(webUrl + fillPath(row.path, named), {
    method: row.method,
    redirect: 'manual',
    headers: {
      origin: webUrl,
      'x-forwarded-for': `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`,
      ...identity,
      ...(row.path.startsWith('/v1/') ? { 'content-type': 'application/json' } : {}),
    },
    body: row.method === 'GET' ? undefined : bodyOf(row, named),
  });
  await response.arrayBuffer();
  await leave(stage, player);
  const isSignIn = /^\/login($|\?)/.test(response.headers.get('location') ?? '');
  return response.status === 303 && isSignIn && row.path !== '/logout'
    ? 'sign in'
    : response.status;
}

async function identityOf({ by }: RouteRow, player: Player): Promise<Record<string, string>> {
  if (by === 'token') {
    const token = await tokenOf(player);
    return token ? { authorization: `Bearer ${token}` } : {};
  }
  const cookie = await sessionOf(player);
  return cookie ? { cookie } : {};
}

/** A team's id is its channel's. */
function fillPath(path: string, named: Named): string {
  const places =
    'v1/teams|v1/channels|transcripts|agent/conversations|agent/visitors|' +
    'admin/outcomes/conversations';
  const isPlace = new RegExp(`^/(${places})/:id`).test(path);
  return path
    .replace(':id', isPlace ? named.channel : named.id)
    .replace(':user', named.id)
    .replace(':person', named.id)
    .replace(':seq', '1')
    .replace(':emoji', encodeURIComponent('👍'))
    .replace(/brand[.]css$/, 'brand.css?colour=0b7285')
    .replace(/search$/, 'search?q=word');
}

const cannedFields = () => ({
  name: 'Greeting',
  shortcut: randomUUID().slice(0, 8),
  text: 'Hello',
});

/** What a person would send there; wrong passwords where passwords are asked for. */
function bodyOf({ method, path }: RouteRow, named: Named): URLSearchParams | string {
  const password = stage.canaries.password();
  const email = `${randomUUID()}@example.com`;
  switch (path) {
    case '/login':
      return new URLSearchParams({ email, password });
    case '/super/admins':
    case '/admin/agents':
      return new URLSearchParams({ name: 'Somebody New', email, password });
    case '/super/organisations':
      return new URLSearchParams({ id: `org-${randomUUID().slice(0, 8)}`, name: 'A new one' });
    case '/super/organisations/:id':
      return new URLSearchParams({ name: 'Another name', version: '1' });
    case '/admin/bans':
    case '/agent/bans':
      return new URLSearchParams({ guest: named.id, minutes: '5' });
    case '/responses':
      return new URLSearchParams({ ...cannedFields(), whose: 'mine' });
    case '/responses/:id':
      return new URLSearchParams({ ...cannedFields(), version: '1' });
    case '/admin/agents/:id':
      return new URLSearchParams({ languages: 'en de', skills: 'billing' });
    case '/admin/agents/:id/bans':
      return new URLSearchParams({ allowed: 'yes' });
    case '/account/pushes':
      return new URLSearchParams(someBrowser);
    case '/account/pushes/remove':
      return new URLSearchParams({ endpoint: someBrowser.endpoint });
    case '/admin/identity':
      return new URLSearchParams({ name: 'A site', algorithm: 'HS256' });
    case '/admin/agents/:id/limit':
      return new URLSearchParams({ limit: '3' });
    case '/account/password': {
      const wanted = stage.canaries.password();
      return new URLSearchParams({ current: password, password: wanted, confirm: wanted });
    }
    case '/chat/form':
      return new URLSearchParams({ id: randomUUID(), text: 'Hello' });
    case '/chat/form/rating':
      return new URLSearchParams({ score: '4' });
    case '/signup':
      return new URLSearchParams({ name: 'Somebody New', email, password });
    case '/admin/members/signup':
      return new URLSearchParams({ mode: 'open' });
    case '/admin/members/invites':
      return new URLSearchParams({ note: '', days: '7' });
    case '/account/keys':
      return new URLSearchParams({ name: 'A program', days: '7', 'teams:read': 'on' });
    case '/v1/keys':
      return JSON.stringify({ name: 'A program', scopes: ['teams:read'] });
    case '/v1/auth/signup':
      return JSON.stringify({ name: 'Somebody New', email, password });
    case '/v1/auth/login':
      return JSON.stringify({ login: email, password });
    case '/v1/attachments':
      return JSON.stringify(wishFor({ named }));
    case '/v1/channels/:id/messages':
      return JSON.stringify({ to: '*', type: 'text', data: stage.canaries.text() });
    case '/v1/channels/:id/messages/:seq':
      return method === 'PATCH' ? JSON.stringify({ data: stage.canaries.text() }) : '{}';
    case '/v1/channels/:id/seen':
      return JSON.stringify({ seq: 1 });
    case '/v1/channels/:id/transcript':
      return JSON.stringify({ to: email, language: 'en' });
    case '/v1/channels/:id/rating':
      return JSON.stringify({ score: 4 });
    case '/v1/auth/refresh':
      return JSON.stringify({ refresh_token: randomUUID() });
    case '/v1/teams':
      return JSON.stringify({ name: 'A new team' });
    case '/v1/teams/:id/transfer':
      return JSON.stringify({ user: named.id });
    default:
      return path.startsWith('/v1/') ? '{}' : new URLSearchParams();
  }
}

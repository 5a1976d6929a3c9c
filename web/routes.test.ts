import { afterAll, beforeAll, expect, test } from 'vitest';
import { roles, type Role } from '../internal/contract/people.ts';
import type { Staff } from '../internal/testing/people.ts';
import { routes } from './routes.ts';
import type { Route } from './routing/route.ts';
import { type House, openHouse } from './testing/house.ts';
import type { Answer, HttpClient } from './testing/http-client.ts';

type Visitor = { role: Role | null; client: HttpClient };

let house: House;
let visitors: Visitor[];
let target: Staff;
beforeAll(async () => {
  house = await openHouse();
  const { people } = house.stage;
  target = await people.agent({ active: false });
  visitors = [
    { role: null, client: house.client() },
    { role: 'super_admin', client: await house.signedIn(await people.superAdmin()) },
    { role: 'admin', client: await house.signedIn(await people.admin()) },
    { role: 'agent', client: await house.signedIn(await people.agent()) },
  ];
});
afterAll(async () => {
  for (const { client } of visitors) client[Symbol.dispose]();
  await house[Symbol.asyncDispose]();
});

function ask(route: Route, client: HttpClient): Promise<Answer> {
  const id = route.path.startsWith('/super/organisations/') ? 'main' : target.id;
  const path = route.path
    .replace(':seq', '1')
    .replaceAll(/:\w+/g, id)
    .replace(/outcomes\/conversations$/, '$&?day=2026-01-01&row=lost');
  return route.method === 'GET' ? client.get(path) : client.post(path);
}

const state = () =>
  house.stage.sql('SELECT id, role, active, seat_limit, version, password_hash FROM people');

test('A1: every route refuses every role that it is not for, and changes nothing', async () => {
  const before = await state();
  for (const route of routes) {
    if (typeof route.who === 'string') continue;
    for (const { role, client } of visitors) {
      if (role !== null && route.who.includes(role)) continue;
      const answer = await ask(route, client);
      const isProgram = route.path.startsWith('/v1/');
      const expected = role !== null ? 403 : isProgram ? 401 : 303;
      expect([route.method, route.path, role, answer.status]).toEqual([
        route.method,
        route.path,
        role,
        expected,
      ]);
      if (expected === 303) {
        expect(answer.location).toMatch(/^\/login(\?next=%2F[\w%-]+|\?unsaved=yes)?$/);
      }
    }
  }
  expect(await state()).toEqual(before);
});

test('each role reaches each page that is for it', async () => {
  for (const route of routes) {
    if (route.method !== 'GET' || typeof route.who === 'string') continue;
    for (const { role, client } of visitors) {
      if (role === null || !route.who.includes(role)) continue;
      const { status } = await ask(route, client);
      // Things that have a page each are not in this house; admins have a desk of their own.
      const isElsewhere = route.path === '/agent' && role === 'admin';
      const expected = route.path.includes('/:id') && status === 404 ? 404 : 200;
      expect([route.path, role, status]).toEqual([route.path, role, isElsewhere ? 303 : expected]);
    }
  }
});

test('A1: what an admin has is closed to a deactivated one at once', async () => {
  const admin = await house.stage.people.admin();
  using client = await house.signedIn(admin);
  await house.stage.sql('UPDATE people SET active = FALSE WHERE id = ?', [admin.id]);
  for (const route of routes) {
    if (typeof route.who === 'string' || !route.who.includes('admin')) continue;
    expect((await ask(route, client)).status).not.toBe(200);
  }
});

test('every route says who it is for, once, and of pages state changes are POST', () => {
  const names = routes.map(({ method, path }) => `${method} ${path}`);
  expect(new Set(names).size).toBe(names.length);
  for (const { who, method, path, door } of routes) {
    const known = typeof who === 'string' || who.every((role) => roles.includes(role));
    expect([path, known]).toEqual([path, true]);
    if (door !== 'api') expect(['GET', 'POST']).toContain(method);
  }
});

test('a bearer route takes a token of the mesh and no other, and no cookie', async () => {
  const { people, canaries } = house.stage;
  const { token } = await people.signIn(await people.admin());
  const [head = '', body = '', signature = ''] = token.split('.');
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  using client = house.client();
  const logout = (authorization: string) =>
    client.json('/v1/auth/logout', {}, { authorization }).then(({ status }) => status);
  for (const wrong of [
    'Bearer',
    `Basic ${token}`,
    'Bearer nonsense',
    `Bearer ${head}.${body}.${signature.slice(4)}AAAA`,
    `Bearer ${none}.${body}.`,
    `Bearer ${none}.${body}.${signature}`,
    `Bearer ${canaries.password()}`,
  ]) {
    expect(await logout(wrong)).toBe(401);
  }
  const signedIn = visitors.find(({ role }) => role === 'admin')?.client;
  expect((await signedIn?.json('/v1/auth/logout', {}))?.status).toBe(401);
  const refused = await client.json('/v1/auth/logout', {});
  expect(refused.headers['www-authenticate']).toBe('Bearer');
  expect(await logout(`Bearer ${token}`)).toBe(200);
  expect(await logout(`Bearer ${token}`)).toBe(401);
});

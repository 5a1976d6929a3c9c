import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Team, TeamMember } from '../../internal/contract/teams.ts';
import type { SignedIn } from '../../internal/testing/people.ts';
import { type House, openHouse } from '../testing/house.ts';
import type { Answer, HttpClient } from '../testing/http-client.ts';
import { teamRoutes } from './routes.ts';

let house: House;
let client: HttpClient;
let ada: SignedIn;
let ben: SignedIn;
let stranger: SignedIn;

beforeAll(async () => {
  house = await openHouse();
  client = house.client();
  const { people } = house.stage;
  const org = await people.organisation('elsewhere');
  ada = await people.signIn(await people.agent({ name: 'Ada' }));
  ben = await people.signIn(await people.admin({ name: 'Ben' }));
  stranger = await people.signIn(await people.agent({ name: 'Stranger', org }));
});
afterAll(async () => {
  client[Symbol.dispose]();
  await house[Symbol.asyncDispose]();
});

type Json = { data: unknown; page?: { next: string | null }; code?: string };

/** A request of somebody's program; `json` parses what came back. */
async function ask(
  who: SignedIn,
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Answer & { json: Json }> {
  const text = body === undefined ? '' : JSON.stringify(body);
  const answer = await client.send(
    method,
    `/v1${path}`,
    {
      authorization: `Bearer ${who.token}`,
      ...(method === 'GET' ? {} : { 'content-length': String(Buffer.byteLength(text)) }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    text || undefined,
  );
  return { ...answer, json: JSON.parse(answer.text || '{}') as Json };
}

async function create(who: SignedIn, fields: object = {}): Promise<Team> {
  const answer = await ask(who, 'POST', '/teams', { name: 'A team', ...fields });
  expect(answer.status).toBe(201);
  return answer.json.data as Team;
}

describe('a program', () => {
  test('makes a team, reads it, edits it and deletes it', async () => {
    const answer = await ask(ada, 'POST', '/teams', {
      name: ' Harbour ',
      icon: 'https://pictures.example/harbour.png?size=64',
      meta_tags: [' sea ', 'Boats'],
      members: [ben.id],
    });
    expect(answer.status).toBe(201);
    const team = answer.json.data as Team;
    expect(team).toEqual({
      id: team.id,
      name: 'Harbour',
      icon: 'https://pictures.example/harbour.png?size=64',
      active: true,
      meta_tags: ['sea', 'Boats'],
      members: [ada.id, ben.id].toSorted(),
      admins: [],
      super_admin: ada.id,
      doc: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      version: 1,
    });
    expect(answer.headers).toMatchObject({ etag: '"1"', location: `/v1/teams/${team.id}` });
    const read = await ask(ben, 'GET', `/teams/${team.id}`);
    expect(read).toMatchObject({ status: 200, json: { data: team }, headers: { etag: '"1"' } });
    const edited = await ask(ada, 'PATCH', `/teams/${team.id}`, { icon: null, active: false });
    expect(edited.headers.etag).toBe('"2"');
    expect(edited.json.data).toEqual({ ...team, icon: null, active: false, version: 2 });
    expect((await ask(ben, 'DELETE', `/teams/${team.id}`)).status).toBe(403);
    expect((await ask(ada, 'DELETE', `/teams/${team.id}`)).status).toBe(204);
    expect((await ask(ada, 'GET', `/teams/${team.id}`)).status).toBe(404);
  });

  test('A6: edits and deletes only the version that it knows', async () => {
    const { id } = await create(ada);
    const at = (version: string) => ({ 'if-match': version });
    const patch = (name: string, version: string) =>
      ask(ada, 'PATCH', `/teams/${id}`, { name }, at(version));
    const [one, other] = await Promise.all([patch('One', '"1"'), patch('Other', '"1"')]);
    expect(new Set([one.status, other.status])).toEqual(new Set([200, 409]));
    expect((await ask(ada, 'DELETE', `/teams/${id}`, undefined, at('"1"'))).status).toBe(409);
    expect((await patch('Third', 'W/"2"')).status).toBe(400);
    expect((await ask(ada, 'DELETE', `/teams/${id}`, undefined, at('"2"'))).status).toBe(204);
  });

  test('finds its teams by role, tag and name, page by page', async () => {
    const own = await create(ben, { name: 'Lighthouse 1', meta_tags: ['night'] });
    const shared = await create(ada, { name: 'Lighthouse 2', members: [ben.id] });
    const ids = async (query: string) => {
      const answer = await ask(ben, 'GET', `/teams?${query}`);
      expect(answer.status).toBe(200);
      return (answer.json.data as Team[]).map(({ id }) => id);
    };
    expect(await ids('q=lighthouse')).toEqual([own.id, shared.id]);
    expect(await ids('q=lighthouse&role=creator')).toEqual([own.id]);
    expect(await ids('q=lighthouse&role=member')).toEqual([shared.id]);
    expect(await ids('tag=night')).toEqual([own.id]);
    expect((await ask(ben, 'GET', '/teams?role=owner')).status).toBe(400);
    const first = await ask(ben, 'GET', '/teams?q=lighthouse&limit=1');
    expect((first.json.data as Team[]).map(({ id }) => id)).toEqual([own.id]);
    const cursor = encodeURIComponent(first.json.page!.next!);
    expect(await ids(`q=lighthouse&limit=1&cursor=${cursor}`)).toEqual([shared.id]);
    expect((await ask(ada, 'GET', `/teams?cursor=${cursor}`)).status).toBe(400);
  });

  test('lets people in and out, gives a team away, and leaves it', async () => {
    const { id } = await create(ada);
    const added = await ask(ada, 'PUT', `/teams/${id}/members/${ben.id}`);
    expect(added).toMatchObject({ status: 200, json: { data: { id: ben.id, level: 'member' } } });
    const made = await ask(ada, 'PUT', `/teams/${id}/admins/${ben.id}`);
    expect(made.json.data).toMatchObject({ level: 'admin', name: 'Ben', active: true });
    const listed = await ask(ben, 'GET', `/teams/${id}/members?limit=2`);
    expect(new Set((listed.json.data as TeamMember[]).map(({ level }) => level))).toEqual(
      new Set(['super_admin', 'admin']),
    );
    expect((await ask(ben, 'DELETE', `/teams/${id}/members/${ada.id}`)).status).toBe(403);
    expect((await ask(ada, 'DELETE', `/teams/${id}/admins/${ben.id}`)).status).toBe(204);
    const leaving = await ask(ada, 'POST', `/teams/${id}/leave`);
    expect(leaving).toMatchObject({ status: 409, json: { code: 'conflict' } });
    const given = await ask(ada, 'POST', `/teams/${id}/transfer`, { user: ben.id });
    expect(given.json.data).toMatchObject({ super_admin: ben.id, admins: [ada.id] });
    expect((await ask(ada, 'POST', `/teams/${id}/leave`)).status).toBe(204);
    expect((await ask(ada, 'GET', `/teams/${id}`)).status).toBe(404);
    expect((await ask(ben, 'DELETE', `/teams/${id}/members/${ada.id}`)).status).toBe(404);
  });

  test('sees whom it could add, and no address of theirs', async () => {
    const answer = await ask(ada, 'GET', '/people?q=b&limit=5');
    expect(answer.json.data).toEqual([{ id: ben.id, name: 'Ben', nick: null, role: 'admin' }]);
  });
});

test('V1: ids of other organisations, of other teams and of nothing are all alike', async () => {
  const theirs = await create(stranger);
  const closed = await create(ada);
  const addresses = teamRoutes.filter(({ path }) => path.includes(':id'));
  expect(addresses.length).toBeGreaterThanOrEqual(10);
  for (const { method, path } of addresses) {
    const user = path.endsWith('transfer') ? { user: ada.id } : undefined;
    const texts = new Set<string>();
    for (const id of [theirs.id, closed.id, randomUUID(), 'waiting-main', `${closed.id}x`]) {
      const address = path.replace('/v1', '').replace(':id', id).replace(':user', ada.id);
      const answer = await ask(ben, method, address, user);
      expect(`${method} ${path} ${answer.status}`).toBe(`${method} ${path} 404`);
      const {
        request_id: _id,
        instance: _instance,
        ...problem
      } = JSON.parse(answer.text) as Record<string, unknown>;
      texts.add(JSON.stringify(problem));
    }
    expect(texts.size).toBe(1);
  }
  expect((await ask(stranger, 'GET', `/teams/${theirs.id}`)).json.data).toEqual(theirs);
  expect((await ask(ada, 'GET', `/teams/${closed.id}`)).json.data).toEqual(closed);
});

test('V1: nobody of another organisation gets into a team, by any door', async () => {
  const { id } = await create(ada);
  const nobody = randomUUID();
  for (const user of [stranger.id, nobody, 'chat-bot']) {
    expect((await ask(ada, 'PUT', `/teams/${id}/members/${user}`)).status).toBe(404);
    expect((await ask(ada, 'PUT', `/teams/${id}/admins/${user}`)).status).toBe(404);
    expect((await ask(ada, 'POST', `/teams/${id}/transfer`, { user })).status).toBe(404);
    const made = await ask(ada, 'POST', '/teams', { name: 'Nowhere', members: [user] });
    expect(made).toMatchObject({ status: 422, json: { code: 'invalid' } });
  }
  expect((await ask(ada, 'GET', `/teams/${id}`)).json.data).toMatchObject({ members: [ada.id] });
});

test('A2: what a team is given by the mesh cannot be written', async () => {
  const team = await create(ada);
  const forged = {
    id: randomUUID(),
    version: 7,
    super_admin: ben.id,
    admins: [ben.id],
    doc: '2020-01-01T00:00:00.000Z',
    org_id: 'elsewhere',
    level: 'admin',
  };
  for (const [name, value] of Object.entries(forged)) {
    const made = await ask(ada, 'POST', '/teams', { name: 'Forged', [name]: value });
    expect(made).toMatchObject({ status: 400, json: { errors: [{ path: name }] } });
    const edited = await ask(ada, 'PATCH', `/teams/${team.id}`, { [name]: value });
    expect(edited).toMatchObject({ status: 400, json: { errors: [{ path: name }] } });
  }
  const members = await ask(ada, 'PATCH', `/teams/${team.id}`, { members: [ben.id] });
  expect(members.status).toBe(400);
  const given = { user: ben.id, level: 'super_admin' };
  expect((await ask(ada, 'POST', `/teams/${team.id}/transfer`, given)).status).toBe(400);
  const promoted = await ask(ada, 'PUT', `/teams/${team.id}/members/${ben.id}`, { level: 'admin' });
  expect(promoted.status).toBe(400);
  expect((await ask(ada, 'GET', `/teams/${team.id}`)).json.data).toEqual(team);
});

test.each([
  'http://pictures.example/a.png',
  'data:image/png;base64,AAAA',
  'javascript:alert(1)',
  'https:pictures.example',
  'https://',
  'https://user:secret@pictures.example/',
  'https://pictures.example/"><script>',
  'https://pictures.example/ä',
  ' https://pictures.example/',
  '//pictures.example/a.png',
  'attachment:019ab2c3',
  `https://pictures.example/${'a'.repeat(2048)}`,
  'attachment:',
  'attachment:../../etc',
])('F10: the icon %s is refused', async (icon) => {
  const answer = await ask(ada, 'POST', '/teams', { name: 'Icon', icon });
  expect(answer).toMatchObject({ status: 400, json: { errors: [{ path: 'icon' }] } });
});

test.each([
  [[' ']],
  [['a', ' a ']],
  [['e\u0301', '\u00e9']],
  [['x'.repeat(51)]],
  [['a\u0000']],
  [['\ud800']],
  [Array.from({ length: 21 }, (_, at) => `tag ${at}`)],
  ['a'],
])('the tags %j are refused', async (meta_tags) => {
  const answer = await ask(ada, 'POST', '/teams', { name: 'Tags', meta_tags });
  expect(answer.status).toBe(400);
});

test('tags and names in any script come back as they were given, composed', async () => {
  const { id } = await create(ada, { name: '港 e\u0301quipe', meta_tags: ['船'.repeat(50), '🚢'] });
  const { json } = await ask(ada, 'GET', `/teams/${id}`);
  expect(json.data).toMatchObject({ name: '港 \u00e9quipe', meta_tags: ['船'.repeat(50), '🚢'] });
  const found = await ask(ada, 'GET', `/teams?tag=${encodeURIComponent('🚢')}`);
  expect((found.json.data as Team[]).map((team) => team.id)).toEqual([id]);
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FileStage, openFileStage } from '../../internal/testing/file-stage.ts';
import type { SignedIn } from '../../internal/testing/people.ts';
import { routes } from '../routes.ts';

/** What somebody of another organisation has. */
type Belongings = {
  id: string;
  team: string;
  /** A channel that is no team's. */
  conversation: string;
  attachment: string;
  key: string;
};

let room: FileStage;
let foreigner: SignedIn;
let foreign: Belongings;
beforeAll(async () => {
  room = await openFileStage({ LIMIT_ADDRESS_REQUESTS: '10000' });
  const org = await room.stage.people.organisation('elsewhere');
  foreigner = await room.stage.people.member('Eli', org);
  foreign = await settle(foreigner);
});
afterAll(() => room[Symbol.asyncDispose]());

async function settle(who: SignedIn): Promise<Belongings> {
  const make = async (path: string, body: object) => {
    const answer = await room.api(who, 'POST', path, body);
    expect([path, answer.status]).toEqual([path, 201]);
    return ((await answer.json()) as { data: { id: string } }).data.id;
  };
  const team = await make('/v1/teams', { name: 'Theirs' });
  await make(`/v1/channels/${team}/messages`, { to: '*', type: 'text', data: 'theirs' });
  const attachment = await room.upload(who, new TextEncoder().encode('x'), { channel_id: team });
  const key = await make('/v1/keys', { name: 'theirs', scopes: ['teams:read'] });
  const relay = await room.stage.call.relay();
  const started = await relay.conversations.startConversation({ with: 'person' }, who);
  return { id: who.id, team, conversation: started.channel.id, attachment, key };
}

const nobodys = (): Belongings => {
  const [id, team, attachment, key] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  return { id, team, conversation: randomUUID(), attachment, key };
};

const named = routes.filter((route) => route.door === 'api' && route.path.includes('/:'));

/** What a program that found out these ids would ask for. */
function aim(method: string, template: string, { id, team, attachment, key }: Belongings) {
  const own = { attachments: attachment, keys: key }[template.split('/')[2]!] ?? team;
  const path = template
    .replace(':id', own)
    .replace(':user', id)
    .replace(':seq', '2')
    .replace(':emoji', encodeURIComponent('👍'));
  return { path, body: bodies(id)[`${method} ${template}`] };
}

const bodies = (id: string): Record<string, object> => ({
  'PATCH /v1/teams/:id': { name: 'Ours' },
  'POST /v1/teams/:id/transfer': { user: id },
  'POST /v1/channels/:id/messages': { to: '*', type: 'text', data: 'ours' },
  'PATCH /v1/channels/:id/messages/:seq': { data: 'ours' },
  'PUT /v1/channels/:id/seen': { seq: 1 },
  'PUT /v1/channels/:id/rating': { score: 4 },
  'POST /v1/channels/:id/transcript': { to: 'copy@example.com', language: 'en' },
});

/** An answer without what differs from request to request. */
async function ask(who: SignedIn, method: string, path: string, body?: object) {
  const answer = await room.api(who, method, path, body);
  const { request_id: _id, ...said } = (await answer.json()) as Record<string, unknown>;
  return { status: answer.status, said };
}

async function stateOf(): Promise<unknown> {
  const tables = ['teams', 'channels', 'members', 'messages', 'attachments', 'access_keys'];
  const rows = tables.map((table) => room.stage.sql(`SELECT * FROM ${table}`));
  return Promise.all([...rows, room.stage.sql('SELECT id, auth_version, active FROM people')]);
}

test.each(named.map((route) => [`${route.method} ${route.path}`, route] as const))(
  "V1: %s answers another organisation's ids like nobody's, and changes nothing",
  async (_, { method, path: template }) => {
    const before = await stateOf();
    const found = aim(method, template, foreign);
    const made = aim(method, template, nobodys());
    const answer = await ask(room.ada, method, found.path, found.body);
    expect(answer.status).toBe(404);
    expect(answer).toEqual(await ask(room.ada, method, made.path, made.body));
    const talk = aim(method, template, { ...foreign, team: foreign.conversation });
    expect(await ask(room.ada, method, talk.path, talk.body)).toEqual(answer);
    expect(await stateOf()).toEqual(before);
  },
);

test('V1: foreign ids in a body, an address or a team of one’s own find nobody', async () => {
  const before = await stateOf();
  const { ada, team } = room;
  const file = { name: 'x', content_type: 'a/b', size: 1 };
  for (const { id, team: theirs, attachment } of [foreign, nobodys()]) {
    const asked: [string, string, object?][] = [
      ['PUT', `/v1/teams/${team}/members/${id}`],
      ['PUT', `/v1/teams/${team}/admins/${id}`],
      ['POST', `/v1/teams/${team}/transfer`, { user: id }],
      ['POST', '/v1/attachments', { ...file, channel_id: theirs }],
      ['POST', '/v1/attachments', { ...file, channel_id: team, to: id }],
      ['POST', `/v1/channels/${team}/messages`, { to: id, type: 'text', data: 'x' }],
      ['POST', `/v1/channels/${team}/messages`, { to: '*', type: 'file', data: attachment }],
      ['GET', `/v1/channels/${team}/messages?to=${id}`],
      ['GET', `/v1/search?q=theirs&channel=${theirs}`],
      ['GET', `/v1/search?q=theirs&channel=${team}&to=${id}`],
    ];
    for (const [method, path, body] of asked) {
      const { status } = await ask(ada, method, path, body);
      expect([method, path, status]).toEqual([method, path, 404]);
    }
  }
  const theirs = await ask(ada, 'GET', `/v1/search?q=theirs&from=${foreign.id}`);
  expect(theirs).toMatchObject({ status: 200, said: { data: [] } });
  expect(await stateOf()).toEqual(before);
});

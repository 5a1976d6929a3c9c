import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SignedIn } from '../../internal/testing/people.ts';
import { until } from '../../internal/testing/rooms.ts';
import { openTeam } from '../../internal/testing/teams.ts';
import { openHouse, type House } from '../testing/house.ts';
import type { HttpClient } from '../testing/http-client.ts';

let house: House;
let client: HttpClient;
let ada: SignedIn;
let ben: SignedIn;
let team: string;

beforeAll(async () => {
  house = await openHouse();
  client = house.client();
  ada = await house.stage.people.member('Ada');
  ben = await house.stage.people.member('Ben');
});
afterAll(async () => {
  client[Symbol.dispose]();
  await house[Symbol.asyncDispose]();
});
beforeEach(async () => {
  team = await openTeam(house.stage, [ada, ben], { name: 'Harbour' });
});

type Body = { data: never; page?: { next: string | null; prev: string | null }; code?: string };

async function ask(
  who: SignedIn,
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
) {
  const answer = await client.send(
    method,
    path,
    {
      authorization: `Bearer ${who.token}`,
      ...(body && { 'content-type': 'application/json' }),
      ...headers,
    },
    body && JSON.stringify(body),
  );
  const parsed = (answer.text ? JSON.parse(answer.text) : {}) as Body;
  return { status: answer.status, headers: answer.headers, ...parsed };
}

const text = (data: string, more: object = {}) => ({ to: '*', type: 'text', data, ...more });
const messages = () => `/v1/channels/${team}/messages`;

test('a message is sent, answered in its shape, and read again', async () => {
  const sent = await ask(ada, 'POST', messages(), text('hello', { id: 'm1' }));
  expect(sent.status).toBe(201);
  expect(sent.headers.location).toBe(`${messages()}/1`);
  const message = {
    kind: 'message',
    channel_id: team,
    to: '*',
    type: 'text',
    data: 'hello',
    from: ada.id,
    name: 'Ada',
    role: 'member',
    ts: expect.stringMatching(/Z$/) as string,
    id: 'm1',
    seq: 1,
  };
  expect(sent.data).toEqual(message);
  const read = await ask(ben, 'GET', `${messages()}/1`);
  expect(read).toMatchObject({ status: 200, data: message });
  expect(read.headers.etag).toBe('"0"');
  const reply = await ask(ben, 'POST', messages(), text('hi', { reply_to: 1 }));
  expect(reply.data).toMatchObject({ seq: 2, reply_to: 1 });
});

test('V5: the same id or Idempotency-Key is the same message; another text is 409', async () => {
  const key = { 'idempotency-key': 'one-key' };
  const answers = await Promise.all([
    ...Array.from({ length: 10 }, () => ask(ada, 'POST', messages(), text('a', { id: 'same' }))),
    ...Array.from({ length: 10 }, () => ask(ada, 'POST', messages(), text('b'), key)),
  ]);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  const seqs = new Set(answers.map(({ data }) => (data as { seq: number }).seq));
  expect(seqs.size).toBe(2);
  expect(await ask(ada, 'POST', messages(), text('c', { id: 'same' }))).toMatchObject({
    status: 409,
    code: 'conflict',
  });
  expect((await ask(ada, 'POST', messages(), text('c'), key)).status).toBe(409);
  const answering = text('b', { reply_to: 1 });
  expect((await ask(ada, 'POST', messages(), answering, key)).status).toBe(409);
  const elsewhere = text('b', { to: ben.id });
  expect((await ask(ada, 'POST', messages(), elsewhere, key)).status).toBe(409);
  const other = await openTeam(house.stage, [ada, ben], { name: 'Quay' });
  const inOther = `/v1/channels/${other}/messages`;
  expect((await ask(ada, 'POST', inOther, text('b'), key)).status).toBe(409);
  expect((await ask(ada, 'GET', inOther)).data).toEqual([]);
  const edited = await ask(ada, 'PATCH', `${messages()}/2`, { data: 'c' });
  expect(edited.status).toBe(200);
  expect((await ask(ada, 'POST', messages(), text('c'), key)).status).toBe(409);
});

test('a direct message opens its thread, which nobody else sees', async () => {
  const cleo = await house.stage.people.member('Cleo');
  await house.stage.sql(
    `INSERT INTO members (channel_id, person_id, joined_version, joined_at)
     VALUES (?, ?, 1, UTC_TIMESTAMP(3))`,
    [team, cleo.id],
  );
  const sent = await ask(ada, 'POST', messages(), text('psst', { to: ben.id }));
  expect(sent).toMatchObject({ status: 201, data: { channel_id: team, to: ben.id, seq: 1 } });
  expect(sent.headers.location).toBe(`${messages()}/1?to=${ben.id}`);
  const seen = await ask(ben, 'GET', `${messages()}?to=${ada.id}`);
  expect(seen.data).toMatchObject([{ channel_id: team, to: ben.id, data: 'psst' }]);
  expect((await ask(cleo, 'GET', `${messages()}?to=${ada.id}`)).status).toBe(404);
  expect((await ask(cleo, 'GET', messages())).data).toEqual([]);
  const channels = await ask(ben, 'GET', '/v1/channels');
  const ofTeam = (channels.data as { id: string }[]).filter(({ id }) => id === team);
  expect(ofTeam).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: 'team', name: 'Harbour', unread: 0 }),
      expect.objectContaining({ kind: 'direct', to: ada.id, name: 'Ada', head: 1, unread: 1 }),
    ]),
  );
  const stranger = await house.stage.people.member('Stranger');
  const strange = await ask(ada, 'POST', messages(), text('psst', { to: stranger.id }));
  expect(strange.status).toBe(404);
  const self = await ask(ada, 'POST', messages(), text('psst', { to: ada.id }));
  expect(self).toMatchObject({ status: 422, code: 'invalid' });
});

test('pages lead to what came before and to what comes after', async () => {
  for (let number = 1; number <= 25; number++) {
    await ask(ada, 'POST', messages(), text(`line ${number}`));
  }
  const seqs: number[] = [];
  let path = `${messages()}?limit=10`;
  const pages: number[] = [];
  for (;;) {
    const { data, page } = await ask(ben, 'GET', path);
    const some = (data as { seq: number }[]).map(({ seq }) => seq);
    pages.push(some.length);
    seqs.unshift(...some);
    if (!page!.prev) break;
    path = `${messages()}?limit=10&cursor=${page!.prev}`;
  }
  expect(pages).toEqual([10, 10, 5]);
  expect(seqs).toEqual(Array.from({ length: 25 }, (_, place) => place + 1));
  const forth = await ask(ben, 'GET', `${messages()}?after=3&limit=2`);
  expect((forth.data as { seq: number }[]).map(({ seq }) => seq)).toEqual([4, 5]);
  const next = await ask(ben, 'GET', `${messages()}?limit=2&cursor=${forth.page!.next}`);
  expect((next.data as { seq: number }[]).map(({ seq }) => seq)).toEqual([6, 7]);
  const other = await ask(ada, 'GET', `${messages()}?limit=2&cursor=${forth.page!.next}`);
  expect(other.status).toBe(400);
  const both = await ask(ben, 'GET', `${messages()}?after=1&cursor=${forth.page!.next}`);
  expect(both.status).toBe(400);
});

test('an edit heeds If-Match, and the answer says how to go on', async () => {
  await ask(ada, 'POST', messages(), text('first'));
  const one = `${messages()}/1`;
  const edited = await ask(ada, 'PATCH', one, { data: 'second' }, { 'if-match': '"0"' });
  expect(edited).toMatchObject({ status: 200, data: { data: 'second' } });
  expect(edited.headers.etag).toMatch(/^"\d{13}"$/);
  const stale = await ask(ada, 'PATCH', one, { data: 'third' }, { 'if-match': '"0"' });
  expect(stale.status).toBe(409);
  const again = await ask(
    ada,
    'PATCH',
    one,
    { data: 'third' },
    { 'if-match': edited.headers.etag! },
  );
  expect(again.status).toBe(200);
  expect((await ask(ben, 'PATCH', one, { data: 'mine' })).status).toBe(403);
  const { data } = await ask(ben, 'GET', `${one}/revisions`);
  expect((data as { data: string }[]).map((revision) => revision.data)).toEqual([
    'first',
    'second',
  ]);
});

test('reactions, pins and deletion by their addresses', async () => {
  await ask(ben, 'POST', messages(), text('look'));
  const one = `${messages()}/1`;
  const thumb = encodeURIComponent('👍');
  const reacted = await ask(ada, 'PUT', `${one}/reactions/${thumb}`);
  expect(reacted).toMatchObject({ status: 200, data: { reactions: { '👍': [ada.id] } } });
  const heart = await ask(ada, 'PUT', `${one}/reactions/${encodeURIComponent('❤')}`);
  expect(heart.data).toMatchObject({ reactions: { '❤️': [ada.id] } });
  expect((await ask(ada, 'PUT', `${one}/reactions/ok`)).status).toBe(404);
  expect((await ask(ada, 'DELETE', `${one}/reactions/${thumb}`)).status).toBe(200);
  expect((await ask(ben, 'PUT', `${one}/pin`)).status).toBe(403);
  expect((await ask(ada, 'PUT', `${one}/pin`)).data).toMatchObject({ pinned: true });
  const pins = await ask(ben, 'GET', `/v1/channels/${team}/pins`);
  expect(pins.data).toMatchObject([{ seq: 1, pinned: true }]);
  expect((await ask(ada, 'DELETE', one)).status).toBe(204);
  const gone = await ask(ben, 'GET', one);
  expect(gone.data).toMatchObject({ deleted: true, data: '' });
});

test('C8: a text can be had as the same safe HTML that the pages show', async () => {
  await ask(ben, 'POST', messages(), text('**Hi** <b onclick="x()">you</b>\n- `a`'));
  await ask(ben, 'POST', messages(), text('gone'));
  await ask(ben, 'DELETE', `${messages()}/2`);
  const { data } = await ask(ada, 'GET', `${messages()}?render=html`);
  const shown = (data as { data: string; html?: string }[]).map(({ html }) => html);
  expect(shown).toEqual([
    '<p><strong>Hi</strong> &lt;b onclick=&quot;x()&quot;&gt;you&lt;/b&gt;</p>' +
      '<ul><li><code>a</code></li></ul>',
    undefined,
  ]);
  expect((await ask(ada, 'GET', messages())).data).not.toEqual(
    expect.arrayContaining([expect.objectContaining({ html: expect.anything() as unknown })]),
  );
  expect((await ask(ada, 'GET', `${messages()}?render=text`)).status).toBe(400);
});

test('what is seen, and what is found', async () => {
  await ask(ben, 'POST', messages(), text('the lighthouse keeper'));
  await ask(ben, 'POST', messages(), text('the harbour master'));
  const seen = await ask(ada, 'PUT', `/v1/channels/${team}/seen`, { seq: 1 });
  expect(seen.data).toEqual({ seen: 1, unread: 1, mentions: 0 });
  const path = `/v1/search?q=lighthouse&channel=${team}`;
  await until(async () => ((await ask(ada, 'GET', path)).data as unknown[]).length > 0);
  expect((await ask(ada, 'GET', path)).data).toMatchObject([
    { message: { channel_id: team, seq: 1 }, snippet: 'the lighthouse keeper' },
  ]);
  expect((await ask(ada, 'GET', `/v1/search?q=the&channel=${team}&limit=1`)).page).toMatchObject({
    next: expect.any(String) as string,
  });
  const stranger = await house.stage.people.member('Stranger');
  expect((await ask(stranger, 'GET', path)).status).toBe(404);
  expect((await ask(stranger, 'GET', '/v1/search?q=lighthouse')).data).toEqual([]);
});

test('D9: what is long comes in more pages: pins, earlier texts, what is found', async () => {
  const count = 30;
  const body = `needle ${'漢'.repeat(9000)}`;
  await ask(ada, 'POST', messages(), text('the first'));
  const { sql } = house.stage;
  const numbers = `WITH RECURSIVE n AS
    (SELECT 2 AS i UNION ALL SELECT i + 1 FROM n WHERE i <= ${count})`;
  await sql(
    `INSERT INTO messages (channel_id, seq, org_id, sender_id, sender_name, sender_role, cid,
       recipient, type, body, sent_at)
     ${numbers} SELECT ?, i, 'main', ?, 'Ada', 'member', CONCAT('c', i), '*', 'text', ?,
       UTC_TIMESTAMP(3) FROM n`,
    [team, ada.id, body],
  );
  await sql(
    `INSERT INTO pins (channel_id, seq, person_id, made_at)
     SELECT channel_id, seq, sender_id, UTC_TIMESTAMP(3) FROM messages WHERE channel_id = ?`,
    [team],
  );
  await sql(
    `INSERT INTO revisions (channel_id, seq, revision, body, made_at)
     ${numbers} SELECT ?, 1, i, ?, UTC_TIMESTAMP(3) FROM n`,
    [team, body],
  );
  await sql('UPDATE channels SET head = ?, changed_at = UTC_TIMESTAMP(3) WHERE id = ?', [
    count + 1,
    team,
  ]);
  const readAll = async (path: string) => {
    const found: unknown[] = [];
    let pages = 0;
    for (let next: string | null = ''; next !== null; pages++) {
      const more = next && `${path.includes('?') ? '&' : '?'}cursor=${next}`;
      const answer = await ask(ben, 'GET', path + more);
      expect([path, answer.status]).toEqual([path, 200]);
      found.push(...(answer.data as unknown[]));
      next = answer.page!.next;
    }
    return { count: found.length, isMore: pages > 1 };
  };
  const search = `/v1/search?q=needle&channel=${team}&limit=50`;
  await until(async () => (await readAll(search)).count === count);
  expect(await readAll(search)).toEqual({ count, isMore: true });
  expect(await readAll(`/v1/channels/${team}/pins`)).toEqual({ count: count + 1, isMore: true });
  expect(await readAll(`${messages()}/1/revisions`)).toEqual({ count, isMore: true });
});

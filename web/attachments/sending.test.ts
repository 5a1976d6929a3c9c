import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FileStage, openFileStage, type Wished } from '../../internal/testing/file-stage.ts';

let room: FileStage;
beforeAll(async () => {
  room = await openFileStage();
});
afterAll(() => room[Symbol.asyncDispose]());

const text = (words: string) => new TextEncoder().encode(words);

test('a program uploads a file and sends it, with nothing to do between', async () => {
  const data = await room.upload(room.ada, text('minutes'), { name: 'minutes.txt' });
  const path = `/v1/channels/${room.team}/messages`;
  const message = { to: '*', type: 'file', data, id: randomUUID() };
  const sent = await room.api(room.ada, 'POST', path, message);
  expect(sent.status).toBe(201);
  expect(await room.stateOf(data)).toBe('sent');
  expect((await room.api(room.ada, 'POST', path, message)).status).toBe(201);
  expect((await room.api(room.ada, 'POST', path, { ...message, id: 'again' })).status).toBe(409);
  const read = await room.api(room.ben, 'GET', `/v1/attachments/${data}`);
  expect(await (await fetch(read.headers.get('location')!)).text()).toBe('minutes');
});

test('what has not arrived is not sent: 409, and 404 for what never was', async () => {
  const path = `/v1/channels/${room.team}/messages`;
  const { id } = await room.wish(room.ada, { size: 5 });
  const send = async (data: string) =>
    (await room.api(room.ada, 'POST', path, { to: '*', type: 'file', data })).status;
  expect(await send(id)).toBe(409);
  expect(await send(randomUUID())).toBe(404);
  expect(await send('../uploads')).toBe(422);
  expect(await room.stateOf(id)).toBe('waiting');
});

test('a file goes into a thread in which nobody has written yet, and only there', async () => {
  const { ada, ben, eve, team } = room;
  const data = await room.upload(ada, text('between us'), { to: ben.id });
  const path = `/v1/channels/${team}/messages`;
  const send = async (to: string) =>
    (await room.api(ada, 'POST', path, { to, type: 'file', data })).status;
  expect(await send('*')).toBe(404);
  expect(await send(ben.id)).toBe(201);
  expect((await room.api(ben, 'GET', `/v1/attachments/${data}`)).status).toBe(302);
  expect((await room.api(eve, 'GET', `/v1/attachments/${data}`)).status).toBe(404);
  const wish = { name: 'x', content_type: 'a/b', size: 1, channel_id: team, to: eve.id };
  expect((await room.api(ada, 'POST', '/v1/attachments', wish)).status).toBe(404);
});

test('the other one of a thread sees nothing of it before a message is in it', async () => {
  const { ada, ben, team } = room;
  const wanted = { name: 'Two of us', members: [ben.id] };
  const call = await room.stage.call.web();
  const { id: channel_id } = (await call.teams.createTeam(wanted, room.as(ada))).team;
  const threads = () =>
    room.stage.sql('SELECT id FROM channels WHERE team_id = ? AND kind = ?', [
      channel_id,
      'direct',
    ]);
  const wish = { name: 'x', content_type: 'a/b', size: 3, channel_id, to: ben.id };
  const ask = async (change: object) =>
    (await room.api(ada, 'POST', '/v1/attachments', { ...wish, ...change })).status;
  expect(await ask({ size: 2 ** 50 })).toBe(413);
  expect(await ask({ to: ada.id })).toBe(422);
  expect(await ask({ to: room.eve.id })).toBe(404);
  const data = await room.upload(ada, text('you'), { channel_id, to: ben.id });
  expect(await threads()).toEqual([]);
  const path = `/v1/channels/${channel_id}/messages`;
  const message = { to: ben.id, type: 'file', data };
  expect((await room.api(ada, 'POST', `/v1/channels/${team}/messages`, message)).status).toBe(404);
  expect(await threads()).toEqual([]);
  expect((await room.api(ada, 'POST', path, message)).status).toBe(201);
  expect(await threads()).toHaveLength(1);
  expect(await ask({})).toBe(201);
});

test('V5: the same wish with the same Idempotency-Key is one file', async () => {
  const wish = { name: 'x', content_type: 'a/b', size: 1, channel_id: room.team };
  const key = randomUUID();
  const ask = async (body: object) => {
    const answer = await room.api(room.ada, 'POST', '/v1/attachments', body, {
      'idempotency-key': key,
    });
    const { data } = (await answer.json()) as { data?: Wished };
    return { status: answer.status, id: data?.id };
  };
  const answers = await Promise.all(Array.from({ length: 10 }, () => ask(wish)));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 201));
  expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  expect((await ask({ ...wish, size: 2 })).status).toBe(409);
});

test('a file is taken back before it is sent, and not after', async () => {
  const data = await room.upload(room.ada, text('a slip'));
  expect((await room.api(room.ben, 'DELETE', `/v1/attachments/${data}`)).status).toBe(404);
  expect((await room.api(room.ada, 'DELETE', `/v1/attachments/${data}`)).status).toBe(204);
  expect(await room.prepare(room.ada, data)).toBe('not_found');
  expect(await room.send(room.ada, data)).toBe('not_found');
  const other = await room.upload(room.ada, text('no slip'));
  await room.prepare(room.ada, other);
  expect(await room.send(room.ada, other)).toBe('stored');
  expect((await room.api(room.ada, 'DELETE', `/v1/attachments/${other}`)).status).toBe(404);
});

test('a part of a file comes when a player asks for one', async () => {
  const data = await room.upload(room.ada, text('0123456789'));
  await room.prepare(room.ada, data);
  const answer = await room.api(room.ada, 'GET', `/v1/attachments/${data}`);
  const part = await fetch(answer.headers.get('location')!, { headers: { range: 'bytes=3-5' } });
  expect([part.status, await part.text()]).toEqual([206, '345']);
  expect(part.headers.get('content-range')).toBe('bytes 3-5/10');
});

test('a file goes with the message that carried it', async () => {
  const data = await room.upload(room.ada, text('a regret'));
  const path = `/v1/channels/${room.team}/messages`;
  const sent = await room.api(room.ada, 'POST', path, { to: '*', type: 'file', data });
  const { seq } = ((await sent.json()) as { data: { seq: number } }).data;
  const message = `${path}/${seq}`;
  expect((await room.api(room.ada, 'DELETE', message)).status).toBe(204);
  expect((await room.api(room.ben, 'GET', `/v1/attachments/${data}`)).status).toBe(404);
  expect(await room.stateOf(data)).toBe('gone');
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FileStage, openFileStage } from '../../internal/testing/file-stage.ts';
import type { SignedIn } from '../../internal/testing/people.ts';

let room: FileStage;
let picture: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  room = await openFileStage();
  const options = { width: 64, height: 64, channels: 3, background: 'teal' } as const;
  picture = new Uint8Array(await sharp({ create: options }).png().toBuffer());
});
afterAll(() => room[Symbol.asyncDispose]());

async function edit(who: SignedIn, icon: string | null, team = room.team) {
  const answer = await room.api(who, 'PATCH', `/v1/teams/${team}`, { icon });
  const { data } = (await answer.json()) as { data?: { icon: string | null } };
  return { status: answer.status, icon: data?.icon };
}

const read = async (who: SignedIn, id: string) =>
  (await room.api(who, 'GET', `/v1/attachments/${id}`)).status;

test('F10: an image that was uploaded is an icon, for the members, until another is', async () => {
  const { ada, ben, eve } = room;
  const first = await room.upload(ada, picture, { name: 'first.png' });
  expect(await edit(ada, `attachment:${first}`)).toEqual({
    status: 200,
    icon: `attachment:${first}`,
  });
  expect([await read(ben, first), await read(eve, first)]).toEqual([302, 404]);
  await room.grow(first, 48 * 60);
  await room.sweep();
  expect(await read(ben, first)).toBe(302);
  expect(await room.send(ada, first)).toBe('conflict');
  expect((await room.api(ada, 'DELETE', `/v1/attachments/${first}`)).status).toBe(404);
  expect((await edit(ada, `attachment:${first}`)).status).toBe(200);
  const second = await room.upload(ada, picture, { name: 'second.png' });
  expect((await edit(ada, `attachment:${second}`)).status).toBe(200);
  expect([await read(ben, first), await read(ben, second)]).toEqual([404, 302]);
  expect(await edit(ada, null)).toEqual({ status: 200, icon: null });
  expect(await read(ben, second)).toBe(404);
  expect([await room.stateOf(first), await room.stateOf(second)]).toEqual(['gone', 'gone']);
});

test('F5, F10: no icon is of another team, of somebody else, sent, or no image', async () => {
  const { ada, ben, eve } = room;
  const foreign = await room.upload(eve, picture, { channel_id: room.elsewhere });
  expect((await edit(ada, `attachment:${foreign}`)).status).toBe(404);
  const bens = await room.upload(ben, picture);
  expect((await edit(ada, `attachment:${bens}`)).status).toBe(404);
  const sent = await room.upload(ada, picture);
  await room.prepare(ada, sent);
  await room.send(ada, sent);
  expect((await edit(ada, `attachment:${sent}`)).status).toBe(422);
  const words = await room.upload(ada, new TextEncoder().encode('<svg onload="alert(1)"/>'));
  expect((await edit(ada, `attachment:${words}`)).status).toBe(422);
  const { id: missing } = await room.wish(ada, { size: 5 });
  expect((await edit(ada, `attachment:${missing}`)).status).toBe(409);
  const own = await room.upload(ben, picture);
  expect((await edit(ben, `attachment:${own}`)).status).toBe(403);
  expect(await room.stateOf(own)).toBe('ready');
});

test('F10: an icon that is an address is kept as it is and never fetched', async () => {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked++;
    response.end();
  });
  server.on('connection', () => asked++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433']) {
    const icon = `https://${host}:${port}/icon.png`;
    expect(await edit(room.ada, icon)).toEqual({ status: 200, icon });
    expect((await room.api(room.ben, 'GET', `/v1/teams/${room.team}`)).status).toBe(200);
    expect((await room.api(room.ben, 'GET', '/v1/teams')).status).toBe(200);
  }
  await room.sweep();
  server.close();
  expect(asked).toBe(0);
});

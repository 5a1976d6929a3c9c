import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FileStage, openFileStage } from '../../internal/testing/file-stage.ts';
import { openDatabase } from '../database/open-database.ts';

let room: FileStage;
beforeAll(async () => {
  room = await openFileStage({ LIMIT_PERSON_BYTES: '100000' });
});
afterAll(() => room[Symbol.asyncDispose]());

const counted = async () => {
  const [row] = await room.stage.sql<{ bytes: number }>('SELECT bytes FROM org_files');
  return row?.bytes;
};
const lain = async () => {
  const [row] = await room.stage.sql<{ bytes: string }>('SELECT SUM(size) bytes FROM attachments');
  return Number(row!.bytes);
};

test('F7: whoever has no room left is told so while others are being counted', async () => {
  const log = room.stage.log.logOf('test');
  await using stack = new AsyncDisposableStack();
  const db = openDatabase({ url: room.stage.env.MYSQL_URL!, log, connections: 1 });
  stack.defer(() => db.destroy());
  const wish = { name: 'x', content_type: 'a/b', size: 200_000, channel_id: room.team };
  await db.transaction().execute(async (tx) => {
    await tx.selectFrom('orgs').select('id').forUpdate().execute();
    const began = performance.now();
    expect((await room.api(room.ada, 'POST', '/v1/attachments', wish)).status).toBe(413);
    expect(performance.now() - began).toBeLessThan(3000);
  });
});

test('F7: what an organisation has is counted as it comes, is drawn anew, and goes', async () => {
  const blank = { width: 60, height: 60, channels: 3, background: 'teal' } as const;
  const picture = await sharp({ create: blank }).png({ compressionLevel: 0 }).toBuffer();
  const other = await room.upload(room.ben, new TextEncoder().encode('another'));
  const id = await room.upload(room.ada, new Uint8Array(picture));
  expect(await counted()).toBe(7 + picture.length);
  await room.prepare(room.ada, id);
  expect(await lain()).toBeLessThan(7 + picture.length);
  expect(await counted()).toBe(await lain());
  expect((await room.api(room.ada, 'DELETE', `/v1/attachments/${id}`)).status).toBe(204);
  await room.grow(id, 16);
  await room.sweep();
  expect(await room.stateOf(other)).toBe('waiting');
  expect(await counted()).toBe(7);
});

test('F7: a count that is wrong is right again after a sweep', async () => {
  await room.upload(room.ben, new TextEncoder().encode('counted'));
  for (const wrong of ['UPDATE org_files SET bytes = 5', 'DELETE FROM org_files']) {
    await room.stage.sql(wrong);
    await room.sweep();
    expect(await counted()).toBe(await lain());
  }
});

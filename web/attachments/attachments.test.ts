import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FileStage, openFileStage } from '../../internal/testing/file-stage.ts';
import { s3Environment, type S3Server, startS3Server } from '../../internal/testing/s3-server.ts';

describe.each(['the disk', 'an S3 server'])('with files on %s', (kind) => {
  let s3: S3Server | undefined;
  let room: FileStage;
  beforeAll(async () => {
    if (kind === 'an S3 server') s3 = await startS3Server();
    room = await openFileStage(s3 ? s3Environment(s3.url) : {});
  });
  afterAll(async () => {
    await room[Symbol.asyncDispose]();
    await s3?.[Symbol.asyncDispose]();
  });

  test('an upload is looked at, and its owner gets it at an address of a minute', async () => {
    const bytes = new TextEncoder().encode('one two three');
    const name = s3 ? 'Meter 1.txt' : 'Zähler "1".txt';
    const id = await room.upload(room.ada, bytes, { name });
    expect(await room.prepare(room.ada, id)).toBe('application/octet-stream');
    expect(await room.prepare(room.ada, id)).toBe('application/octet-stream');
    const answer = await room.api(room.ada, 'GET', `/v1/attachments/${id}`);
    expect(answer.status).toBe(302);
    const file = await fetch(answer.headers.get('location')!);
    expect(await file.text()).toBe('one two three');
    expect(file.headers.get('content-disposition')).toBe(
      s3
        ? 'attachment; filename="Meter 1.txt"'
        : `attachment; filename="Z_hler _1_.txt"; filename*=UTF-8''Z%C3%A4hler%20%221%22.txt`,
    );
  });

  test('F9: a picture is drawn anew, without what its camera wrote into it', async () => {
    const picture = await sharp({
      create: { width: 900, height: 600, channels: 3, background: '#a03050' },
    })
      .withExif({ IFD0: { Copyright: 'canary-of-exif' }, IFD3: { GPSLatitude: '52/1 30/1 0/1' } })
      .jpeg()
      .toBuffer();
    expect(picture.includes('canary-of-exif')).toBe(true);
    const id = await room.upload(room.ada, new Uint8Array(picture), { content_type: 'image/jpeg' });
    expect(await room.prepare(room.ada, id)).toBe('image/jpeg');
    const answer = await room.api(room.ada, 'GET', `/v1/attachments/${id}`);
    const file = await fetch(answer.headers.get('location')!);
    const drawn = Buffer.from(await file.arrayBuffer());
    expect(drawn.includes('canary-of-exif')).toBe(false);
    expect((await sharp(drawn).metadata()).exif).toBeUndefined();
    expect(file.headers.get('content-type')).toBe('image/jpeg');
    const small = await room.api(room.ada, 'GET', `/v1/attachments/${id}?variant=thumbnail`);
    const thumbnail = Buffer.from(
      await (await fetch(small.headers.get('location')!)).arrayBuffer(),
    );
    const { format, width, height } = await sharp(thumbnail).metadata();
    expect({ format, width, height }).toEqual({ format: 'webp', width: 320, height: 213 });
  });

  test('F4: another length or type than was signed is refused', async () => {
    const wished = await room.wish(room.ada, { size: 10, content_type: 'image/png' });
    expect((await room.put(wished, new Uint8Array(11))).ok).toBe(false);
    expect((await room.put(wished, new Uint8Array(9))).ok).toBe(false);
    const { upload } = wished;
    const lied = { ...wished, upload: { ...upload, headers: { 'content-type': 'text/html' } } };
    expect((await room.put(lied, new Uint8Array(10))).ok).toBe(false);
    expect(await room.prepare(room.ada, wished.id)).toBe('conflict');
    if (!s3) {
      const left = await readdir(join(room.stage.folder, 'files', 'partial'));
      expect(left).toEqual([]);
    }
  });
});

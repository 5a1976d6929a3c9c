import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type FileStage, openFileStage } from '../../internal/testing/file-stage.ts';
import '../../internal/testing/run-facts.ts';
import { s3Environment, type S3Server, startS3Server } from '../../internal/testing/s3-server.ts';

test('F7: nobody takes more room than there is for them', async () => {
  await using room = await openFileStage({
    LIMIT_ATTACHMENT_BYTES: '1000',
    LIMIT_PERSON_BYTES: '2500',
    LIMIT_ORG_BYTES: '4000',
  });
  const statusOf = async (size: number, who = room.ada) => {
    const wanted = { name: 'x', content_type: 'a/b', size, channel_id: room.team };
    return (await room.api(who, 'POST', '/v1/attachments', wanted)).status;
  };
  expect(await statusOf(1001)).toBe(413);
  const many = await Promise.all(Array.from({ length: 5 }, () => statusOf(1000)));
  expect(many.toSorted((a, b) => a - b)).toEqual([201, 201, 413, 413, 413]);
  expect(await statusOf(1000, room.ben)).toBe(201);
  expect(await statusOf(1000, room.ben)).toBe(201);
  expect(await statusOf(1, room.ben)).toBe(413);
});

test('F7: a picture that grows beyond the limit when it is drawn anew is refused', async () => {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const blank = { width: 200, height: 200, channels: 3, background: 'teal', noise } as const;
  const small = await sharp({ create: blank }).jpeg({ quality: 20 }).toBuffer();
  await using room = await openFileStage({ LIMIT_ATTACHMENT_BYTES: String(small.length) });
  const id = await room.upload(room.ada, new Uint8Array(small));
  expect(await room.prepare(room.ada, id)).toBe('invalid');
  expect(await room.prepare(room.ada, id)).toBe('invalid');
  expect(await room.stateOf(id)).toBe('refused');
  for (const folder of ['uploads', 'files', 'thumbnails']) {
    expect(await readdir(join(room.stage.folder, 'files', folder))).toEqual([]);
  }
});

describe.each(['the disk', 'an S3 server'])('with files on %s', (kind) => {
  let s3: S3Server | undefined;
  let room: FileStage;
  beforeAll(async () => {
    if (kind === 'an S3 server') s3 = await startS3Server(inject('facts').folder);
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

  test('F5: a file goes once, with its owner, in its channel, as what it is', async () => {
    const bytes = new TextEncoder().encode('%PDF-1.7 once');
    const id = await room.upload(room.ada, bytes);
    expect(await room.send(room.ada, id)).toBe('conflict');
    await room.prepare(room.ada, id);
    expect(await room.prepare(room.ben, id)).toBe('not_found');
    expect(await room.send(room.ben, id)).toBe('not_found');
    expect(await room.send(room.ada, id, { type: 'image' })).toBe('invalid');
    expect(await room.send(room.ada, id, { cid: 'first' })).toBe('stored');
    expect(await room.send(room.ada, id, { cid: 'first' })).toBe('stored');
    expect(await room.send(room.ada, id)).toBe('conflict');
    expect(await room.stateOf(id)).toBe('sent');
    const foreign = await room.upload(room.eve, bytes, { channel_id: room.elsewhere });
    await room.prepare(room.eve, foreign);
    expect(await room.send(room.ada, foreign)).toBe('not_found');
  });

  test('F5: two messages at once do not share a file', async () => {
    const id = await room.upload(room.ada, new TextEncoder().encode('one of ten'));
    await room.prepare(room.ada, id);
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => room.send(room.ada, id)));
    expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'conflict')).toHaveLength(9);
  });

  test('F1, F6: a file is for who is in its channel now, its address for a minute', async () => {
    const id = await room.upload(room.ada, new TextEncoder().encode('for the team'));
    await room.prepare(room.ada, id);
    const path = `/v1/attachments/${id}`;
    expect((await room.api(room.ben, 'GET', path)).status).toBe(404);
    expect(await room.send(room.ada, id)).toBe('stored');
    const answer = await room.api(room.ben, 'GET', path);
    expect(answer.status).toBe(302);
    const url = new URL(answer.headers.get('location')!);
    const seconds = url.searchParams.get('X-Amz-Expires');
    const until = Number(url.searchParams.get('until'));
    if (seconds) expect(Number(seconds)).toBeLessThanOrEqual(60);
    else expect(until - Date.now()).toBeLessThanOrEqual(60_000);
    expect((await room.api(room.eve, 'GET', path)).status).toBe(404);
    expect((await room.api(room.eve, 'DELETE', path)).status).toBe(404);
    const call = await room.stage.call.web();
    const wish = { id: room.team, user: room.ben.id };
    await call.teams.removeMember(wish, { login: room.ada.login });
    expect((await room.api(room.ben, 'GET', path)).status).toBe(404);
    await call.teams.addMember(wish, { login: room.ada.login });
    expect((await room.api(room.ben, 'GET', path)).status).toBe(302);
    for (const [name, value] of [
      ['until', String(Date.now() + 3_600_000)],
      ['X-Amz-Expires', '3600'],
      ['type', 'text/html'],
      ['response-content-type', 'text/html'],
    ] as const) {
      if (!url.searchParams.has(name)) continue;
      const altered = new URL(url);
      altered.searchParams.set(name, value);
      expect((await fetch(altered)).ok).toBe(false);
    }
    const other = new URL(url);
    other.pathname = other.pathname.replace(id, room.ada.id);
    expect((await fetch(other)).ok).toBe(false);
  });

  test('F2: what is no picture, sound or film is saved and never shown', async () => {
    const lies = [
      ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'image/svg+xml', 'a.svg'],
      ['<!doctype html><script>alert(1)</script>', 'image/png', 'photo.png.html'],
      ['%PDF-1.7 /JavaScript', 'image/jpeg', 'b.jpg'],
    ] as const;
    for (const [text, content_type, name] of lies) {
      const bytes = new TextEncoder().encode(text);
      const id = await room.upload(room.ada, bytes, { content_type, name });
      expect(await room.prepare(room.ada, id)).toMatch(/^application\/(octet-stream|pdf)$/);
      expect(await room.send(room.ada, id, { type: 'image' })).toBe('invalid');
      const answer = await room.api(room.ada, 'GET', `/v1/attachments/${id}`);
      const file = await fetch(answer.headers.get('location')!);
      expect(file.headers.get('content-disposition')).toMatch(/^attachment;/);
      expect(file.headers.get('content-type')).toMatch(/^application\/(octet-stream|pdf)$/);
      if (s3) continue;
      expect(file.headers.get('x-content-type-options')).toBe('nosniff');
      expect(file.headers.get('content-security-policy')).toContain("sandbox; default-src 'none'");
    }
    const pixel = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
      .gif()
      .toBuffer();
    const polyglot = Buffer.concat([pixel, Buffer.from('/*canary*/=1;alert(1)')]);
    const id = await room.upload(room.ada, new Uint8Array(polyglot));
    expect(await room.prepare(room.ada, id)).toBe('image/gif');
    const answer = await room.api(room.ada, 'GET', `/v1/attachments/${id}`);
    const drawn = await (await fetch(answer.headers.get('location')!)).text();
    expect(drawn).not.toContain('canary');
  });

  test('F4: a picture of too many pixels, or none, is refused with a sentence', async () => {
    const huge = blankPng(30_000);
    const id = await room.upload(room.ada, huge, { content_type: 'image/png' });
    expect(await room.prepare(room.ada, id)).toBe('invalid');
    expect(await room.stateOf(id)).toBe('refused');
    expect(await room.send(room.ada, id, { type: 'image' })).toBe('not_found');
    const broken = await room.upload(room.ada, huge.subarray(0, 2000));
    expect(await room.prepare(room.ada, broken)).toBe('invalid');
  });

  test('F7: what nobody sent is swept, from the database and from the store', async () => {
    const bytes = new TextEncoder().encode('never sent');
    const waiting = await room.upload(room.ada, bytes);
    const ready = await room.upload(room.ada, bytes);
    const fresh = await room.upload(room.ada, bytes);
    await room.prepare(room.ada, ready);
    await room.grow(waiting, 61);
    await room.grow(ready, 24 * 60 + 1);
    await room.sweep();
    expect(await room.stateOf(waiting)).toBe('forgotten');
    expect(await room.stateOf(ready)).toBe('forgotten');
    expect(await room.stateOf(fresh)).toBe('waiting');
    expect(await room.prepare(room.ada, fresh)).toBe('application/octet-stream');
  });
});

/** A black picture of one bit a pixel, small as a file (PNG, third edition, 5 and 11.2). */
function blankPng(side: number): Uint8Array<ArrayBuffer> {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head[8] = 1;
  const rows = deflateSync(Buffer.alloc(side * (1 + Math.ceil(side / 8))), { level: 1 });
  const chunks = [
    ['IHDR', head],
    ['IDAT', rows],
    ['IEND', Buffer.alloc(0)],
  ] as const;
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return new Uint8Array(
    Buffer.concat([signature, ...chunks.map(([type, data]) => chunk(type, data))]),
  );
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'ascii'), data]);
  const frame = Buffer.alloc(named.length + 8);
  frame.writeUInt32BE(data.length, 0);
  named.copy(frame, 4);
  frame.writeUInt32BE(crc32(named), frame.length - 4);
  return frame;
}

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { createSigner } from '../../internal/objects/create-signer.ts';
import { readStorePlace } from '../../internal/objects/store-place.ts';
import { type FileStage, openFileStage } from '../../internal/testing/file-stage.ts';
import '../../internal/testing/run-facts.ts';
import { s3Environment, type S3Server, startS3Server } from '../../internal/testing/s3-server.ts';
import { parseSettings } from '../../internal/testing/stage-settings.ts';

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

  const text = (words: string) => new TextEncoder().encode(words);

  /** An address as it was handed out so many seconds ago. */
  async function signedBefore(seconds: number, id: string): Promise<string> {
    const place = readStorePlace(parseSettings(room.stage.env));
    const signer = createSigner(place, room.web.url);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - seconds * 1000 });
    try {
      const wish = { folder: 'files', id, contentType: 'text/plain', name: 'a' } as const;
      return (await signer.signDownload({ ...wish, isShown: false })).url;
    } finally {
      vi.useRealTimers();
    }
  }

  test('F1, F6: an address is good for a minute and no longer', async () => {
    const id = await room.upload(room.ada, text('for a minute'));
    await room.prepare(room.ada, id);
    expect((await fetch(await signedBefore(50, id))).status).toBe(200);
    expect((await fetch(await signedBefore(61, id))).ok).toBe(false);
  });

  test('F1: no parameter beside the id opens a file of somebody else', async () => {
    const { ada, eve, team, elsewhere } = room;
    const id = await room.upload(ada, text('not for Eve'));
    await room.prepare(ada, id);
    await room.send(ada, id);
    for (const query of ['', '?variant=thumbnail']) {
      expect((await room.api(eve, 'GET', `/v1/attachments/${id}${query}`)).status).toBe(404);
    }
    for (const name of ['channel_id', 'team', 'message', 'key']) {
      const path = `/v1/attachments/${id}?${name}=${elsewhere}`;
      expect((await room.api(eve, 'GET', path)).status).toBe(400);
    }
    const body = { to: '*', type: 'file', data: id };
    const here = await room.api(eve, 'POST', `/v1/channels/${elsewhere}/messages`, body);
    expect(here.status).toBe(404);
    const there = await room.api(eve, 'POST', `/v1/channels/${team}/messages`, body);
    expect(there.status).toBe(404);
    expect(await room.stateOf(id)).toBe('sent');
  });

  test.each(['photo.jpg\0.svg', 'a\r\nSet-Cookie: x', '../../etc/passwd', 'cod\u202Efdp.exe', ' '])(
    'F2: no file is called %j',
    async (name) => {
      const wish = { name, content_type: 'image/jpeg', size: 1, channel_id: room.team };
      expect((await room.api(room.ada, 'POST', '/v1/attachments', wish)).status).toBe(400);
    },
  );

  test.each(['image/svg+xml', 'text/html', 'application/xhtml+xml', 'text/xml', 'image/gif'])(
    'F2: script that says it is %s is saved as bytes of nothing known',
    async (content_type) => {
      const page =
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script/></html>';
      const id = await room.upload(room.ada, text(page), { content_type, name: 'photo.jpg.html' });
      await room.prepare(room.ada, id);
      const answer = await room.api(room.ada, 'GET', `/v1/attachments/${id}`);
      const file = await fetch(answer.headers.get('location')!);
      expect(file.headers.get('content-type')).toBe('application/octet-stream');
      expect(file.headers.get('content-disposition')).toMatch(/^attachment;/);
      await file.arrayBuffer();
    },
  );

  test.each(['jpeg', 'png', 'webp', 'avif'] as const)(
    'F9: nothing of where it was taken is left in a %s, large or small',
    async (format) => {
      const plain = { create: { width: 40, height: 20, channels: 3, background: 'teal' } } as const;
      const marked = await sharp(plain)
        .withExif({
          IFD0: { Artist: 'canary-of-exif', ImageDescription: 'canary-of-exif' },
          IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 30/1 0/1' },
        })
        .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">canary-of-xmp</x:xmpmeta>')
        .toFormat(format)
        .toBuffer();
      expect(marked.includes('canary-of-exif')).toBe(true);
      const id = await room.upload(room.ada, new Uint8Array(marked));
      expect(await room.prepare(room.ada, id)).toBe(`image/${format}`);
      for (const variant of ['file', 'thumbnail']) {
        const path = `/v1/attachments/${id}?variant=${variant}`;
        const answer = await room.api(room.ada, 'GET', path);
        const file = await fetch(answer.headers.get('location')!);
        const drawn = Buffer.from(await file.arrayBuffer());
        expect(drawn.includes('canary-of')).toBe(false);
        const { exif, xmp, iptc } = await sharp(drawn).metadata();
        expect({ exif, xmp, iptc }).toEqual({});
      }
    },
  );

  test('F9: a picture that cannot be drawn anew is refused, not passed on as it is', async () => {
    const plain = { create: { width: 40, height: 20, channels: 3, background: 'teal' } } as const;
    const place = { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 30/1 0/1' } };
    const tiff = await sharp(plain).withExif(place).tiff().toBuffer();
    const heic = text('\0\0\0\x18ftypheic\0\0\0\0mif1heic and where it was taken');
    for (const bytes of [new Uint8Array(tiff), heic]) {
      const id = await room.upload(room.ada, bytes, { name: 'photo.bin' });
      expect(await room.prepare(room.ada, id)).toBe('invalid');
      expect(await room.stateOf(id)).toBe('refused');
      const { attachments } = await room.stage.call.relay();
      await expect(attachments.prepareAttachment({ id }, room.as(room.ada))).rejects.toThrow(
        'The picture cannot be read. It was not sent; try it in another format.',
      );
      expect(await room.uploads()).not.toContain(id);
    }
  });

  test('F7: room is there again once a file is gone from the store', async () => {
    const before = await room.used(room.ada);
    const id = await room.upload(room.ada, text('twelve bytes'));
    expect(await room.used(room.ada)).toBe(before + 12);
    await room.api(room.ada, 'DELETE', `/v1/attachments/${id}`);
    await room.sweep();
    expect(await room.used(room.ada)).toBe(before + 12);
    await room.grow(id, 16);
    await room.sweep();
    expect(await room.used(room.ada)).toBe(before);
  });

  test('F7: an upload that nobody knows of is removed from the store', async () => {
    const bytes = text('nobody knows');
    const wished = await room.wish(room.ada, { size: bytes.length });
    await room.prepare(room.ada, wished.id);
    expect((await room.put(wished, bytes)).ok).toBe(true);
    await room.stage.sql('DELETE FROM attachments WHERE id = ?', [wished.id]);
    await room.sweep();
    expect(await room.uploads()).toContain(wished.id);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3 * 3_600_000 });
    try {
      await room.files.sweep();
    } finally {
      vi.useRealTimers();
    }
    expect(await room.uploads()).toEqual([]);
  });

  test('F7: nobody asks for more than a hundred uploads at once', async () => {
    const wish = { name: 'x', content_type: 'a/b', size: 1, channel_id: room.elsewhere };
    const ask = async () => (await room.api(room.eve, 'POST', '/v1/attachments', wish)).status;
    const statuses: number[] = [];
    for (let round = 0; round < 7; round++) {
      statuses.push(...(await Promise.all(Array.from({ length: 15 }, ask))));
    }
    expect(statuses.filter((status) => status === 201)).toHaveLength(100);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
  });
});

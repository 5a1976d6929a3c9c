import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type FileStage, openFileStage } from '../../internal/testing/file-stage.ts';
import { pickPort } from '../../internal/testing/pick-port.ts';
import '../../internal/testing/run-facts.ts';
import { s3Environment, type S3Server, startS3Server } from '../../internal/testing/s3-server.ts';
import { type Nginx, startNginx } from './start-nginx.ts';

const bytes = new Uint8Array(2 * 1024 ** 2).fill(65);
const nobody = '127.0.0.1:9';

describe.each(['the disk', 'an S3 server'])('nginx before files on %s', (kind) => {
  let s3: S3Server | undefined;
  let room: FileStage;
  let nginx: Nginx;
  beforeAll(async () => {
    if (kind === 'an S3 server') s3 = await startS3Server(inject('facts').folder);
    const port = await pickPort();
    const url = `http://127.0.0.1:${port}`;
    const store = s3 && { ...s3Environment(s3.url), S3_BUCKET: 'natter-files' };
    room = await openFileStage({
      PUBLIC_URL: url,
      TRUST_PROXY: '127.0.0.1',
      ...(store && { ...store, S3_PUBLIC_ENDPOINT: url }),
    });
    nginx = await startNginx({
      port,
      folder: room.stage.folder,
      webs: [`127.0.0.1:${room.web.port}`],
      relays: [nobody],
      stores: [s3 ? new URL(s3.url).host : nobody],
    });
  });
  afterAll(async () => {
    await nginx?.[Symbol.asyncDispose]();
    await room?.[Symbol.asyncDispose]();
    await s3?.[Symbol.asyncDispose]();
  });

  test('F2: uploads and downloads go through it, as nothing that a browser would run', async () => {
    const id = await room.upload(room.ada, bytes, { name: 'a.html' });
    expect(await room.prepare(room.ada, id)).toBe('application/octet-stream');
    const answer = await room.api(room.ada, 'GET', `/v1/attachments/${id}`);
    const address = answer.headers.get('location')!;
    expect(address.startsWith(nginx.url)).toBe(true);
    const file = await fetch(address);
    expect((await file.arrayBuffer()).byteLength).toBe(bytes.length);
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    expect(file.headers.get('content-security-policy')).toContain("sandbox; default-src 'none'");
    expect(file.headers.get('content-disposition')).toMatch(/^attachment;/);
    expect(await nginx.readLog()).not.toContain(new URL(address).search.slice(1));
  });

  test('F8: it lets nobody list, remove or reach anything but single objects', async () => {
    const { upload } = await room.wish(room.ada, { size: 1 });
    const folder = new URL('.', upload.url).href;
    const bucket = new URL('..', upload.url).href;
    const paths = [
      bucket,
      bucket.slice(0, -1),
      folder,
      `${bucket}?list-type=2`,
      `${bucket}?policy`,
    ];
    for (const path of [...paths, `${bucket}private/x`, `${folder}a/b`, `${folder}..%2f..%2fx`]) {
      const answer = await fetch(path);
      expect({ path, status: answer.status }).toEqual({ path, status: 404 });
      await answer.arrayBuffer();
    }
    for (const method of ['DELETE', 'POST', 'PATCH']) {
      const answer = await fetch(upload.url, { method });
      expect([403, 404]).toContain(answer.status);
      await answer.arrayBuffer();
    }
  });
});

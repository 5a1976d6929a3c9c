import { once } from 'node:events';
import { mkdir, readdir, readFile, rmdir, utimes, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FileStage, openFileStage, type Wished } from '../../internal/testing/file-stage.ts';
import { transferMs } from './take-upload.ts';

let room: FileStage;
beforeAll(async () => {
  room = await openFileStage();
});
afterAll(() => room[Symbol.asyncDispose]());

const folderOf = (name: string) => join(room.stage.folder, 'files', name);
const partials = () => readdir(folderOf('partial'));
const isKept = async (id: string) => (await readdir(folderOf('uploads'))).includes(id);

type Raw = {
  write: (part: string) => void;
  end: () => void;
  /** The status line, once the connection is closed. */
  answer: Promise<string>;
};

/** Begins a PUT byte by byte as given. */
function beginRaw({ upload }: Wished, headers: readonly string[], body: Buffer | string): Raw {
  const url = new URL(upload.url);
  const socket = connect(Number(url.port), url.hostname);
  let answer = '';
  socket.on('data', (part) => (answer += part.toString('latin1')));
  socket.on('error', () => {});
  const head = [`PUT ${url.pathname}${url.search} HTTP/1.1`, `Host: ${url.host}`, ...headers];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  socket.write(body);
  return {
    write: (part) => void socket.write(part),
    end: () => void socket.end(),
    answer: once(socket, 'close').then(() => answer.split('\r\n')[0]!),
  };
}

/** Writes a PUT as given; the status line of what was answered before the end. */
async function putRaw(
  wished: Wished,
  headers: readonly string[],
  body: Buffer | string,
  { ends = true } = {},
): Promise<string> {
  const raw = beginRaw(wished, headers, body);
  if (ends) raw.end();
  return raw.answer;
}

const type = 'Content-Type: application/octet-stream';

test('F4: an upload without a length, or with another one, is refused unread', async () => {
  const wished = await room.wish(room.ada, { size: 10 });
  const chunked = await putRaw(wished, [type, 'Transfer-Encoding: chunked'], 'a\r\n0123456789\r\n');
  expect(chunked).toBe('HTTP/1.1 411 Length Required');
  const tenGigabytes = [type, `Content-Length: ${10 * 1024 ** 3}`];
  const began = performance.now();
  expect(await putRaw(wished, tenGigabytes, 'x', { ends: false })).toBe(
    'HTTP/1.1 413 Payload Too Large',
  );
  expect(performance.now() - began).toBeLessThan(5000);
  expect(await partials()).toEqual([]);
  expect(await isKept(wished.id)).toBe(false);
});

test('F4: bytes beyond what was declared are no part of the file', async () => {
  const wished = await room.wish(room.ada, { size: 10 });
  await putRaw(wished, [type, 'Content-Length: 10'], '0123456789 and more of the same');
  await expect.poll(partials).toEqual([]);
  const kept = await readFile(join(folderOf('uploads'), wished.id), 'latin1').catch(() => null);
  expect(['0123456789', null]).toContain(kept);
});

test('F4: an upload that breaks off leaves nothing, and may come again', async () => {
  const wished = await room.wish(room.ada, { size: 10 });
  await putRaw(wished, [type, 'Content-Length: 10'], '01234');
  await expect.poll(partials).toEqual([]);
  expect(await isKept(wished.id)).toBe(false);
  const again = () => room.put(wished, new TextEncoder().encode('0123456789'));
  // Until the server has seen the end of the first one, that one is still under way.
  await expect.poll(async () => (await again()).status).toBe(200);
});

test('F4: an upload that stalls is cut after 15 s and leaves nothing', async () => {
  const wished = await room.wish(room.ada, { size: 10 });
  const began = performance.now();
  await putRaw(wished, [type, 'Content-Length: 10'], '01234', { ends: false });
  expect(performance.now() - began).toBeLessThan(25_000);
  await expect.poll(partials).toEqual([]);
  expect(await isKept(wished.id)).toBe(false);
}, 40_000);

test('F5: an address takes one upload; what is there is never written over', async () => {
  const wished = await room.wish(room.ada, { size: 5 });
  const put = async (words: string) =>
    (await room.put(wished, new TextEncoder().encode(words))).status;
  const statuses = await Promise.all(['first', 'other', 'third'].map(put));
  expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 409, 409]);
  const kept = await readFile(join(folderOf('uploads'), wished.id), 'latin1');
  expect(await put('later')).toBe(409);
  await room.prepare(room.ada, wished.id);
  expect(await put('again')).toBe(409);
  expect(await readFile(join(folderOf('files'), wished.id), 'latin1')).toBe(kept);
});

test('F1, F5: an address opens nothing but what it was signed for', async () => {
  const bytes = new TextEncoder().encode('one');
  const wished = await room.wish(room.ada, { size: bytes.length });
  const other = await room.upload(room.ben, bytes);
  await room.prepare(room.ben, other);
  const statusOf = async (change: (url: URL) => void, method = 'PUT') => {
    const url = new URL(wished.upload.url);
    change(url);
    const { headers } = wished.upload;
    const request = method === 'PUT' ? { method, headers, body: bytes } : { method, headers };
    return (await fetch(url, request)).status;
  };
  const named = (path: string) => (url: URL) => void (url.pathname = path);
  expect(await statusOf(named(`/files/uploads/${other}`))).toBe(404);
  expect(await statusOf(named(`/files/files/${other}`))).toBe(404);
  expect(await statusOf(named(`/files/uploads/..%2ffiles%2f${other}`))).toBe(404);
  expect(await statusOf(named(`/files/files/${other}`), 'GET')).toBe(404);
  expect(await statusOf(() => {}, 'GET')).toBe(404);
  expect(await statusOf(() => {}, 'DELETE')).toBe(404);
  for (const [name, value] of [
    ['size', '1000000'],
    ['type', 'text/html'],
    ['until', String(Date.now() + 86_400_000)],
    ['signature', 'A'.repeat(43)],
  ] as const) {
    expect(await statusOf(({ searchParams }) => searchParams.set(name, value))).toBe(404);
  }
  expect(await statusOf(({ searchParams }) => searchParams.append('size', '1000000'))).toBe(404);
  expect(await statusOf(({ searchParams }) => searchParams.delete('signature'))).toBe(404);
  expect(await isKept(wished.id)).toBe(false);
  expect(await statusOf(() => {})).toBe(200);
});

test('F4, F5: while one upload comes, its address takes no other, and fills nothing', async () => {
  const wished = await room.wish(room.ada, { size: 10 });
  const headers = [type, 'Content-Length: 10', 'Connection: close'];
  const begin = () => beginRaw(wished, headers, '01234');
  const socket = begin();
  await expect.poll(partials).toHaveLength(1);
  const others = Array.from({ length: 5 }, begin);
  const statuses = await Promise.all(others.map(({ answer }) => answer));
  expect(new Set(statuses)).toEqual(new Set(['HTTP/1.1 409 Conflict']));
  expect(await partials()).toHaveLength(1);
  socket.write('56789');
  expect(await socket.answer).toBe('HTTP/1.1 200 OK');
  expect(await readFile(join(folderOf('uploads'), wished.id), 'latin1')).toBe('0123456789');
  expect(await partials()).toEqual([]);
});

test('F4: an upload that drips is cut in time, however evenly', async () => {
  const wished = await room.wish(room.ada, { size: 100 });
  const socket = beginRaw(wished, [type, 'Content-Length: 100'], '0');
  const drip = setInterval(() => socket.write('1'), 2000);
  const began = performance.now();
  await socket.answer.finally(() => clearInterval(drip));
  expect(performance.now() - began).toBeLessThan(45_000);
  await expect.poll(partials).toEqual([]);
  expect(await isKept(wished.id)).toBe(false);
}, 60_000);

test('F4: what is large has the more time, and never longer than its address is good', () => {
  expect(transferMs(10)).toBeLessThan(31_000);
  expect(transferMs(1024 ** 2)).toBe(158_000);
  expect(transferMs(1024 ** 3)).toBe(600_000);
});

test('F4, F7: what a killed process left half written is removed in five minutes', async () => {
  const wished = await room.wish(room.ada, { size: 5 });
  const bytes = new TextEncoder().encode('whole');
  const [old, fresh] = [join(folderOf('partial'), wished.id), join(folderOf('partial'), 'new')];
  await Promise.all([writeFile(old, 'half'), writeFile(fresh, 'half')]);
  expect((await room.put(wished, bytes)).status).toBe(409);
  const then = new Date(Date.now() - 6 * 60_000);
  await utimes(old, then, then);
  await room.sweep();
  expect(await partials()).toEqual(['new']);
  expect((await room.put(wished, bytes)).status).toBe(200);
});

test('F7: one file that cannot be removed keeps nothing else from being removed', async () => {
  const bytes = new TextEncoder().encode('given up');
  const ids: string[] = [];
  for (let made = 0; made < 3; made++) ids.push(await room.upload(room.ben, bytes));
  const [stuck, ...others] = ids as [string, string, string];
  // A folder in its place is what the store cannot remove as a file.
  await mkdir(join(folderOf('thumbnails'), stuck));
  for (const [at, id] of ids.entries()) {
    expect((await room.api(room.ben, 'DELETE', `/v1/attachments/${id}`)).status).toBe(204);
    await room.grow(id, 30 - at);
  }
  await room.sweep();
  expect(await Promise.all(others.map(room.stateOf))).toEqual(['forgotten', 'forgotten']);
  expect(await room.stateOf(stuck)).toBe('gone');
  expect(await Promise.all(others.map(isKept))).toEqual([false, false]);
  await rmdir(join(folderOf('thumbnails'), stuck));
  await room.sweep();
  expect(await room.stateOf(stuck)).toBe('forgotten');
});

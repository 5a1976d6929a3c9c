import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FileStage, openFileStage } from '../../internal/testing/file-stage.ts';
import { enter, type Seated } from '../../internal/testing/rooms.ts';

let room: FileStage;
let url: string;
let [ada, ben]: Seated[] = [];
beforeAll(async () => {
  room = await openFileStage();
  url = (await room.stage.startRelay()).url;
  ada = await enter(url, room.ada.token);
  ben = await enter(url, room.ben.token);
});
afterAll(() => room[Symbol.asyncDispose]());

const bytes = (words: string) => new TextEncoder().encode(words);

function send(id: string, type: 'text' | 'file', data: string): void {
  ada!.send({ op: 'send', id, channel_id: room.team, to: '*', type, data });
}

test('a file and the text written after it stand in the order they were written', async () => {
  const file = await room.upload(room.ada, bytes('the plan'));
  send('file-1', 'file', file);
  send('text-1', 'text', 'what do you think?');
  const [first, second] = [await ben!.next('message'), await ben!.next('message')];
  expect(first).toMatchObject({ id: 'file-1', type: 'file', data: file });
  expect(second).toMatchObject({ id: 'text-1', seq: Number(first['seq']) + 1 });
  expect(await ada!.next('ack')).toMatchObject({ id: 'file-1' });
  expect(await ada!.next('ack')).toMatchObject({ id: 'text-1' });
});

test('what has not arrived, or is no file, is refused; what comes after it is stored', async () => {
  const { id: missing } = await room.wish(room.ada, { size: 5 });
  send('file-2', 'file', missing);
  send('file-3', 'file', 'no/file');
  send('text-2', 'text', 'never mind');
  expect(await ada!.next('error')).toMatchObject({ id: 'file-3', code: 'invalid' });
  expect(await ada!.next('error')).toMatchObject({ id: 'file-2', code: 'conflict' });
  expect(await ada!.next('ack')).toMatchObject({ id: 'text-2' });
  expect(await ben!.next('message')).toMatchObject({ id: 'text-2' });
});

test('X32: while nobody looks at files they wait to be sent again, and text flows', async () => {
  const file = await room.upload(room.ada, bytes('for later'));
  await room.files[Symbol.asyncDispose]();
  send('file-4', 'file', file);
  expect(await ada!.next('error')).toMatchObject({
    id: 'file-4',
    code: 'unavailable',
    retry_ms: expect.any(Number) as number,
  });
  send('text-3', 'text', 'the file will come later');
  expect(await ada!.next('ack')).toMatchObject({ id: 'text-3' });
  expect(await ben!.next('message')).toMatchObject({ id: 'text-3' });
  await room.stage.startFiles();
  send('file-4', 'file', file);
  expect(await ada!.next('ack')).toMatchObject({ id: 'file-4' });
  expect(await ben!.next('message')).toMatchObject({ id: 'file-4', data: file });
});

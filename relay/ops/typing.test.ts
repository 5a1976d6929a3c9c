import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  addMember,
  enter,
  openRoom,
  type Room,
  type Seated,
} from '../../internal/testing/rooms.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';

let stage: Stage;
let url: string;
let room: Room;
let beside: Seated;
const heard: string[] = [];

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  url = (await stage.startRelay({ LIMIT_SOCKET_FRAMES: '5000' })).url;
  room = await openRoom(stage, url, 'Vera');
  const reader = await stage.people.visitor('Reader');
  await addMember(stage, room.channel, reader.id);
  beside = await enter(url, reader.token, { resume: { [room.channel]: 0 } });
  const bus = await stage.bus('relay');
  bus.connection.subscribe('natter.v1.live.typing.*', {
    callback: (_, { subject }) => void heard.push(subject),
  });
  await bus.flush();
});
afterAll(() => stage[Symbol.asyncDispose]());

const typed = ({ received }: Seated) => received.filter(({ op }) => op === 'typing');

test('a flood of typing from two tabs is one message a second, and stored nowhere', async () => {
  const tab = await enter(url, room.visitor.token);
  const stranger = await openRoom(stage, url, 'Stranger');
  const rowsBefore = await rows();
  for (let i = 0; i < 2000; i++) {
    for (const socket of [room.socket, tab]) {
      socket.send({ op: 'typing', channel_id: room.channel });
    }
  }
  // Frames of one socket are looked at in their order, so all those are behind.
  for (const socket of [room.socket, tab]) {
    socket.send({ op: 'ping' });
    await socket.next('pong');
  }
  await expect.poll(() => typed(beside).length).toBeGreaterThan(0);
  await expect.poll(() => typed(beside).length - heard.length).toBe(0);
  const seconds = heard.length;
  expect(seconds).toBeGreaterThanOrEqual(1);
  expect(seconds).toBeLessThanOrEqual(4);
  expect(heard).toEqual(Array.from({ length: seconds }, () => heard[0]));
  expect(typed(beside)[0]).toMatchObject({ from: room.visitor.id, channel_id: room.channel });
  for (const socket of [room.socket, tab, stranger.socket]) expect(typed(socket)).toEqual([]);
  expect(await rows()).toEqual(rowsBefore);
});

test('each channel and each person has a second of their own', async () => {
  await sleep(1000);
  heard.length = 0;
  const other = await openRoom(stage, url, 'Ida');
  const agent = await stage.people.agent();
  await addMember(stage, other.channel, agent.id);
  await addMember(stage, room.channel, agent.id);
  const { token } = await stage.people.signIn(agent);
  const socket = await enter(url, token, { resume: { [room.channel]: 0, [other.channel]: 0 } });
  for (const channel_id of [room.channel, other.channel, room.channel]) {
    socket.send({ op: 'typing', channel_id });
  }
  room.socket.send({ op: 'typing', channel_id: room.channel });
  await socket.next('typing');
  await other.socket.next('typing');
  await expect
    .poll(() => heard.toSorted())
    .toEqual(
      [room.channel, room.channel, other.channel]
        .map((id) => `natter.v1.live.typing.${id}`)
        .toSorted(),
    );
});

const tables = ['messages', 'changes', 'channels', 'members', 'conversations', 'tasks', 'audit'];

/** How much stands in the database. */
async function rows() {
  const counts = tables.map((table) => `(SELECT COUNT(*) FROM ${table}) AS ${table}`);
  return stage.sql(`SELECT ${counts.join(', ')}, (SELECT SUM(head) FROM channels) AS heads`);
}

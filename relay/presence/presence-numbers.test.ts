import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCrowd } from '../../internal/testing/crowd.ts';
import { makePeople, makeRooms, type MassPerson } from '../../internal/testing/mass-people.ts';
import { startLimitedRelay } from '../../internal/testing/rooms.ts';
import type { AnyFrame } from '../../internal/testing/socket.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import type { StartedRelay } from '../start-relay.ts';

const count = 500;
/** Looking costs more than what is looked at. */
const patience = { timeout: 20_000, interval: 300 };
let stage: Stage;
let relays: StartedRelay[];

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  const env = { LIMIT_ADDRESS_SOCKETS: '5000' };
  relays = [await startLimitedRelay(stage, {}, env), await startLimitedRelay(stage, {}, env)];
});
afterAll(() => stage[Symbol.asyncDispose]());

async function total(name: string): Promise<number> {
  const each = await Promise.all(relays.map(({ metrics }) => metrics.total(name)));
  return each.reduce((sum, value) => sum + value, 0);
}

const sent = () => total('natter_relay_presence_messages_sent_total');

function open(people: MassPerson[], roomOf: (place: number) => string) {
  const urls = relays.map(({ url }) => url);
  return openCrowd(urls, people, roomOf);
}

test('500 people come into one room: under 4,000 frames, and they are counted right', async () => {
  const people = await makePeople(stage.sql, stage.env.TOKEN_KEY!, count);
  const [room] = await makeRooms(stage.sql, [people]);
  const [messages, beganAtMs] = [await sent(), performance.now()];
  using crowd = await open(people, () => room!);
  const counts = () => crowd.frames('presence').map((frames) => frames.at(-1)?.['online']);
  await expect.poll(() => counts().every((online) => online === count), patience).toBe(true);
  const seconds = (performance.now() - beganAtMs) / 1000;
  const frames = crowd.frames('presence').flat();
  expect(frames.length).toBeLessThan(count * 8);
  expect((await sent()) - messages).toBeLessThan(relays.length * 8 * (seconds + 1));
});

test('500 people come into 250 rooms: under 2,000 frames, a few messages a second', async () => {
  const people = await makePeople(stage.sql, stage.env.TOKEN_KEY!, count);
  const rooms = people.flatMap((person, place) =>
    place % 2 === 0 ? [[person, people[place + 1]!]] : [],
  );
  const channels = await makeRooms(stage.sql, rooms);
  const partnerOf = new Map(rooms.flatMap(([a, b]) => [[a!.id, b!.id] as const, [b!.id, a!.id]]));
  const [messages, beganAtMs] = [await sent(), performance.now()];
  using crowd = await open(people, (place) => channels[Math.floor(place / 2)]!);
  const isSeen = (frames: AnyFrame[], place: number) => {
    const partner = partnerOf.get(people[place]!.id)!;
    return frames.some((frame) => JSON.stringify(frame['people']).includes(partner));
  };
  await expect.poll(() => crowd.frames('presence').every(isSeen), patience).toBe(true);
  const seconds = (performance.now() - beganAtMs) / 1000;
  const frames = crowd.frames('presence').flat();
  expect(new Set(frames.map(({ channel_id }) => channel_id)).size).toBe(channels.length);
  expect(frames.length).toBeLessThan(count * 4);
  expect((await sent()) - messages).toBeLessThan(relays.length * 8 * (seconds + 1));
});

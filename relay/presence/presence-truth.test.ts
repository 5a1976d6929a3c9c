import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Visitor } from '../../internal/testing/people.ts';
import {
  addMember,
  enter,
  openRoom,
  type Room,
  type Seated,
  startLimitedRelay,
} from '../../internal/testing/rooms.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { createRandom, type Random } from '../../test/faults/harness/random.ts';
import { quickPresence, stateOf } from './testing/shown-people.ts';

const steps = 150;
const maxSockets = 3;
const patience = { timeout: 10_000, interval: 100 };

let stage: Stage;
let urls: string[];
let room: Room;
let elsewhere: Seated;
const people: Somebody[] = [];

/** A member of the room, with what they do and what that makes of them. */
class Somebody {
  readonly visitor: Visitor;
  readonly #sockets = new Map<Seated, 'online' | 'away'>();

  constructor(visitor: Visitor) {
    this.visitor = visitor;
  }

  get state(): string {
    const states = new Set(this.#sockets.values());
    return states.has('online') ? 'online' : states.has('away') ? 'away' : 'offline';
  }

  async act(random: Random): Promise<void> {
    const sockets = [...this.#sockets.keys()];
    const wish = random.pick(['come', 'come', 'be lost', 'say goodbye', 'show']);
    if (sockets.length === 0 || (wish === 'come' && sockets.length < maxSockets)) {
      const presence = random.pick(['online', 'away'] as const);
      const resume = { [room.channel]: 0 };
      const hello = { resume, presence };
      this.#sockets.set(await enter(random.pick(urls), this.visitor.token, hello), presence);
      return;
    }
    const socket = random.pick(sockets);
    const state = random.pick(['online', 'away'] as const);
    if (wish === 'show') socket.send({ op: 'presence', state });
    if (wish === 'show') return void this.#sockets.set(socket, state);
    this.#sockets.delete(socket);
    if (wish === 'say goodbye') socket.close(1000);
    else socket[Symbol.dispose]();
  }
}

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  const relays = [
    await startLimitedRelay(stage, quickPresence),
    await startLimitedRelay(stage, quickPresence),
  ];
  urls = relays.map(({ url }) => url);
  room = await openRoom(stage, urls[0]!, 'Vera');
  for (let i = 0; i < 6; i++) {
    const visitor = await stage.people.visitor(`Member ${i}`);
    await addMember(stage, room.channel, visitor.id);
    people.push(new Somebody(visitor));
  }
  const watcher = await stage.people.visitor('Watcher');
  await addMember(stage, room.channel, watcher.id);
  elsewhere = await enter(urls[1]!, watcher.token, { resume: { [room.channel]: 0 } });
});
afterAll(() => stage[Symbol.asyncDispose]());

const seed = randomInt(1, 2 ** 31);

test(`I7: whoever comes and goes, in the end all stand as they are (seed ${seed})`, async () => {
  const random = createRandom(seed);
  for (let step = 0; step < steps; step++) {
    await random.pick(people).act(random);
    await sleep(random.int(0, 60));
  }
  const truth = people.map(({ state }) => state);
  for (const socket of [room.socket, elsewhere]) {
    const shown = () =>
      people.map(({ visitor }) => stateOf(socket, room.channel, visitor.id) ?? 'offline');
    await expect.poll(shown, patience).toEqual(truth);
  }
});

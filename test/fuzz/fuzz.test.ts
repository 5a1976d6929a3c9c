import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { addMember, enter, openRoom, type Room, say, until } from '../../internal/testing/rooms.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { createRandom } from '../faults/harness/random.ts';
import { breaksFrames, greetsBadly, type Manner, operates } from './manners.ts';
import type { Known } from './make-operation.ts';
import { startWatchedRelay, type WatchedRelay } from './watched-relay.ts';

const mebibyte = 1024 ** 2;
const people = 12;
const atOnce = 6;
/** Every run takes other chances; `FUZZ_SEED` takes those of an earlier one. */
const seed = Number(process.env.FUZZ_SEED) || randomInt(1, 2 ** 31);
/** `FUZZ_INPUTS=5000000 npm test -- test/fuzz` takes its time. */
const inputs = Number(process.env.FUZZ_INPUTS) || 50_000;
const maxTurnMs = 50;
const limitMs = 120_000 + inputs * 5;

const manners: Manner[] = [operates, operates, breaksFrames, breaksFrames, greetsBadly];

test(
  `R11 R14 R16: ${inputs} fuzzed frames and operations break nothing, FUZZ_SEED=${seed}`,
  { timeout: limitMs },
  async () => {
    await using stage = await openStage();
    await stage.startDbmgr();
    await using relay = await startWatchedRelay(stage, { LIMIT_SOCKET_FRAMES: '100000' });
    const known = await meetPeople(stage, relay);
    // What is allocated once and kept is allocated now.
    await fuzz(relay, known, createRandom(seed).fork('warm'), inputs / 5);
    const before = await measureAtRest(relay);
    const made = await fuzz(relay, known, createRandom(seed), inputs);
    const after = await measureAtRest(relay);
    expect(made).toBeGreaterThanOrEqual(inputs);
    expect(relay.isUp()).toBe(true);
    expect(linesOf(relay.log())).toEqual([]);
    expect(linesOf(stage.log.text())).toEqual([]);
    if (after.worstTurnMs >= maxTurnMs) {
      // An input that costs too much costs it again; a hiccup of the machine does not come back.
      await fuzz(relay, known, createRandom(seed), inputs);
      expect((await measureAtRest(relay)).worstTurnMs).toBeLessThan(maxTurnMs);
    }
    expect(after.heldBytes - before.heldBytes).toBeLessThan(4 * mebibyte);
    expect(after.rssBytes - before.rssBytes).toBeLessThan(48 * mebibyte);
    await serves(stage, relay);
  },
);

/** Visitors, each in a conversation that another one may read too. */
async function meetPeople(stage: Stage, relay: WatchedRelay): Promise<Known[]> {
  const rooms: Room[] = [];
  for (let i = 0; i < people; i++) {
    const room = await openRoom(stage, relay.url, `Visitor ${i}`);
    room.socket[Symbol.dispose]();
    rooms.push(room);
  }
  return rooms.map(({ visitor, channel }, i) => {
    const foreign = rooms[(i + 1) % people]!.channel;
    return { channel, foreign, token: visitor.token };
  });
}

/** Connections of all manners, a few at a time, until so many inputs were made. */
async function fuzz(
  relay: WatchedRelay,
  known: Known[],
  random: ReturnType<typeof createRandom>,
  wanted: number,
): Promise<number> {
  let made = 0;
  let number = 0;
  const work = async () => {
    while (made < wanted) {
      const own = random.fork(`connection ${number++}`);
      made += await own.pick(manners)(relay.url, own, own.pick(known));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return made;
}

async function measureAtRest(relay: WatchedRelay) {
  const isAtRest = async () =>
    (await relay.metric('natter_relay_sockets')) === 0 &&
    (await relay.metric('natter_relay_queued_messages')) === 0;
  await until(isAtRest, 20_000);
  const ringBytes = await relay.metric('natter_relay_ring_bytes');
  const { heapBytes, outsideBytes, rssBytes, worstTurnMs } = await relay.measure();
  return { heldBytes: heapBytes + outsideBytes - ringBytes, rssBytes, worstTurnMs };
}

/** Lines that tell of something that nobody foresaw. */
function linesOf(log: string): string[] {
  return log
    .split('\n')
    .filter((line) => /"level":"(error|fatal)"|"outcome":"internal"/.test(line));
}

async function serves(stage: Stage, relay: WatchedRelay): Promise<void> {
  const { socket, channel } = await openRoom(stage, relay.url, 'Vera');
  const reader = await stage.people.visitor('Walt');
  await addMember(stage, channel, reader.id);
  using beside = await enter(relay.url, reader.token, { resume: { [channel]: 0 } });
  expect(await say(stage, socket, channel, 'after')).toBe(1);
  await beside.next(({ op, id }) => op === 'message' && id === 'after');
  socket[Symbol.dispose]();
}

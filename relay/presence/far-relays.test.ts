import { expect, test } from 'vitest';
import { createRandom, type Random } from '../../test/faults/harness/random.ts';
import { Announcer } from './announcer.ts';
import { FarRelays } from './far-relays.ts';
import { type LivePresence, livePresence } from './live-presence.ts';
import { away, offline, online, type People, type Standing } from './standing.ts';

const channels = ['c1', 'c2', 'c3', 'c4'];
const persons = ['p1', 'p2', 'p3', 'p4', 'p5'];
const silentMs = 12_000;
const beatMs = 1000;
const askAgainMs = 2000;
const stepMs = 100;

/** One relay that has people, another that follows them, and a wire that loses and shuffles. */
class Pair {
  readonly truth = new Map<string, People>(channels.map((id) => [id, new Map()]));
  readonly touched: string[] = [];
  nowMs = 0;
  readonly far: FarRelays;
  readonly #random: Random;
  readonly #announcer: Announcer;
  #toFar: string[] = [];
  #asks: string[][] = [];

  constructor(random: Random) {
    this.#random = random;
    this.#announcer = new Announcer({
      beatMs,
      publish: (_relay, message) =>
        void this.#toFar.push(JSON.stringify({ relay: 'A', ...message })),
    });
    this.far = new FarRelays({
      silentMs,
      askAgainMs,
      touch: (channelId, person) => void this.touched.push(`${channelId} ${person}`),
      isFollowed: () => true,
      ask: (_relay, asked) => void this.#asks.push(asked),
    });
  }

  change(): void {
    const channelId = this.#random.pick(channels);
    const person = this.#random.pick(persons);
    const standing = this.#random.pick<Standing>([offline, away, online]);
    const people = this.truth.get(channelId)!;
    if (standing === offline) people.delete(person);
    else people.set(person, standing);
    this.#announcer.add(channelId, person, standing);
  }

  /** A tenth of a second, in which a share of the messages is lost and others change places. */
  step(lossShare: number): void {
    this.nowMs += stepMs;
    this.#announcer.flush(this.nowMs);
    this.#announcer.beat(this.nowMs);
    const isLost = () => this.#random.chance(lossShare);
    for (const asked of this.#asks.splice(0)) {
      if (!isLost()) this.#announcer.answer('B', asked, (id) => this.truth.get(id) ?? new Map());
    }
    if (isLost()) return;
    const arriving = this.#toFar.splice(0).filter(() => !isLost());
    if (lossShare > 0 && this.#random.chance(0.3)) arriving.reverse();
    for (const text of arriving) this.far.hear(parse(text), this.nowMs);
    this.far.expire(this.nowMs);
    this.far.ask(this.nowMs);
  }

  known(): Record<string, Record<string, Standing>> {
    return Object.fromEntries(
      channels.map((id) => {
        const people: People = new Map();
        this.far.addTo(people, id);
        return [id, Object.fromEntries(people)];
      }),
    );
  }

  true(): Record<string, Record<string, Standing>> {
    return Object.fromEntries(
      [...this.truth].map(([id, people]) => [id, Object.fromEntries(people)]),
    );
  }
}

function parse(text: string): LivePresence {
  return livePresence.parse(JSON.parse(text));
}

test.each([0, 0.01, 0.3])(
  'X23: with a share of %d of the messages lost and shuffled, it is right again soon',
  (lossShare) => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = createRandom(seed);
      const pair = new Pair(random);
      for (const id of channels.slice(0, 2)) pair.far.follow(id);
      for (let step = 0; step < 200; step++) {
        if (random.chance(0.5)) pair.change();
        if (step === 50) for (const id of channels) pair.far.follow(id);
        pair.step(lossShare);
      }
      for (let ms = 0; ms < 5000; ms += stepMs) pair.step(0);
      expect([seed, pair.known()]).toEqual([seed, pair.true()]);
    }
  },
);

test('what changes is told of before it changes, and only where somebody listens', () => {
  const pair = new Pair(createRandom(7));
  pair.far.follow('c1');
  pair.far.hear(parse('{"relay":"A","n":1,"changes":{}}'), 0);
  const changes = { c1: { online: ['p1'] }, c2: { online: ['p2'] } };
  pair.far.hear(parse(JSON.stringify({ relay: 'A', n: 2, changes })), 0);
  expect(pair.touched).toEqual(['c1 p1']);
  expect([pair.far.countIn('c1'), pair.far.countIn('c2')]).toEqual([1, 0]);
});

test('I7: the people of a relay that is silent for too long are gone, if anybody listened', () => {
  const pair = new Pair(createRandom(7));
  pair.far.follow('c1');
  const changes = { c1: { online: ['p1'] } };
  pair.far.hear(parse(JSON.stringify({ relay: 'A', n: 1, changes })), 0);
  expect(pair.far.expire(silentMs)).toBe(false);
  pair.far.excuse(5000);
  expect(pair.far.expire(silentMs + 5000)).toBe(false);
  expect(pair.far.standing('c1', 'p1')).toBe(online);
  expect(pair.far.expire(silentMs + 5001)).toBe(true);
  expect(pair.far.standing('c1', 'p1')).toBe(offline);
});

test('a channel of more people than one message holds is told of in several', () => {
  const many: People = new Map(Array.from({ length: 4500 }, (_, i) => [`p${i}`, online]));
  const messages: LivePresence[] = [];
  const announcer = new Announcer({
    beatMs,
    publish: (_relay, message) => void messages.push({ relay: 'A', ...message }),
  });
  const pair = new Pair(createRandom(7));
  pair.far.follow('c1');
  pair.far.hear(parse('{"relay":"A","n":1,"changes":{}}'), 0);
  announcer.beat(0);
  messages.length = 0;
  announcer.answer('B', ['c1', 'c2'], (id) => (id === 'c1' ? many : new Map()));
  expect(messages.length).toBeGreaterThan(2);
  for (const message of messages) {
    expect(JSON.stringify(message).length).toBeLessThan(256 * 1024);
  }
  for (const message of messages.slice(0, -1)) pair.far.hear(message, 0);
  pair.far.hear(messages.at(-1)!, 0);
  expect(pair.far.countIn('c1')).toBe(4500);
  expect(pair.far.isAwaited('c1')).toBe(false);
});

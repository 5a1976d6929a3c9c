import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { timelineItems } from '../parts/timeline-items.js';
import { Client } from './client.js';
import { createKeptValue } from './kept-value.js';
import { acceptOutbox, Outbox } from './outbox.js';
import { channelIds, me, ModelRelay, type Verdict } from './testing/model-relay.ts';
import { VisitorClient } from './visitor-client.js';

/*
 * The client against a model of the relay, with every loss, delay, repetition and refusal between
 * them in an order that fast-check chooses and, when it finds something, makes short.
 */

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Kind = typeof Client | typeof VisitorClient;
type Page = { client: InstanceType<Kind>; told: Map<string, number[]>; hasLoaded: boolean };

class World {
  readonly relay = new ModelRelay();
  /** What was written, by channel, in order. */
  readonly written = new Map<string, string[]>(channelIds.map((id) => [id, []]));
  readonly kept = createKeptValue({ key: 'outbox', accept: acceptOutbox, storages: [] });
  page: Page;
  readonly #kind: Kind;
  #count = 0;

  constructor(kind: Kind) {
    this.#kind = kind;
    this.page = this.#openPage();
  }

  write(channelId: string): void {
    const cid = this.page.client.send(channelId, `mine ${++this.#count}`);
    this.written.get(channelId)!.push(cid);
  }

  otherWrites(channelId: string): void {
    const cid = `other-${++this.#count}`;
    this.relay.write(channelId, { cid, from: 'other', data: cid });
  }

  /** The page is loaded again, as after a crash: nothing is left but what was kept. */
  async reload(): Promise<void> {
    for (const wire of this.relay.wires) wire.close();
    this.page.client.stop('reloaded');
    this.page = this.#openPage();
    await settle();
  }

  #openPage(): Page {
    const page: Page = {
      client: new this.#kind({
        url: 'ws://model',
        session: { token: () => Promise.resolve('token'), renew: () => undefined },
        outbox: new Outbox(this.kept, () => 0.5),
        WebSocket: this.relay.WebSocket,
        random: () => 0.5,
      }),
      told: new Map(channelIds.map((id) => [id, []])),
      hasLoaded: false,
    };
    page.client.listen((event) => {
      if (event.type !== 'message') return;
      const { channel_id, seq } = event.message;
      page.told.get(channel_id)!.push(seq);
    });
    page.client.connect();
    return page;
  }

  /** The ids of the messages on screen, top to bottom. */
  onScreen(channelId: string): string[] {
    const { outbox, rooms } = this.page.client.state;
    const items = timelineItems({
      entries: rooms.get(channelId)?.log.entries ?? [],
      outbox: outbox.of(channelId),
      me,
      seenSeq: 0,
      describe: () => null,
    });
    return items.flatMap(({ kind, key }) => (kind === 'message' ? [key] : []));
  }

  /** What is wrong with what is on screen now. */
  faults(): string[] {
    const { state } = this.page.client;
    this.page.hasLoaded ||= channelIds.every((id) => {
      const room = state.rooms.get(id);
      return state.caughtUp && room && room.log.last >= room.head;
    });
    return channelIds.flatMap((id) => {
      const keys = this.onScreen(id);
      const seqs = state.rooms.get(id)?.log.entries.map(({ seq }) => seq) ?? [];
      const told = this.page.told.get(id)!;
      // What was stored before a reload comes with the log.
      const due = this.page.hasLoaded ? this.written.get(id)! : [];
      return [
        ...(new Set(keys).size < keys.length ? [`${id}: shown twice`] : []),
        ...(seqs.some((seq, index) => seq !== index + 1) ? [`${id}: a gap or disorder`] : []),
        ...(String(told) === String(seqs) ? [] : [`${id}: told ${told.join()} of ${seqs.join()}`]),
        ...due.filter((cid) => !keys.includes(`cid:${cid}`)).map((cid) => `${id}: ${cid} is gone`),
      ];
    });
  }

  /** The fault is over: everything flows until nothing more happens. */
  async heal(): Promise<void> {
    this.relay.isUp = true;
    this.relay.verdicts.length = 0;
    for (const wire of this.relay.wires) wire.skips = 0;
    for (const id of channelIds) this.otherWrites(id);
    for (let round = 0; round < 60; round++) {
      await vi.advanceTimersByTimeAsync(1000);
      this.flow();
    }
  }

  flow(): void {
    for (const wire of this.relay.wires) {
      wire.open();
      for (let i = 0; wire.up.length + wire.down.length > 0 && i < 500; i++) {
        wire.serve();
        wire.deliver();
      }
    }
  }

  wire() {
    return [...this.relay.wires].at(-1);
  }
}

type Step = (world: World) => void | Promise<void>;

async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await Promise.resolve();
}

const channel = fc.constantFrom(...channelIds);
const verdict = fc.constantFrom<Verdict>(
  'rate_limited',
  'unavailable',
  'internal',
  'unknown',
  'too_large',
);
const few = fc.integer({ min: 1, max: 6 });

function step<T>(name: string, value: fc.Arbitrary<T>, act: (world: World, value: T) => void) {
  return value.map((given) => {
    const run: Step = (world) => act(world, given);
    return Object.assign(run, { toString: () => `${name}(${JSON.stringify(given)})` });
  });
}

const times = (count: number, act: () => void) => Array.from({ length: count }, act);
const steps = fc.oneof(
  { weight: 5, arbitrary: step('write', channel, (world, id) => world.write(id)) },
  { weight: 3, arbitrary: step('other writes', channel, (world, id) => world.otherWrites(id)) },
  { weight: 4, arbitrary: step('open', fc.constant(0), (world) => world.wire()?.open()) },
  {
    weight: 6,
    arbitrary: step('serve', few, (world, n) => void times(n, () => world.wire()?.serve())),
  },
  {
    weight: 6,
    arbitrary: step('deliver', few, (world, n) => void times(n, () => world.wire()?.deliver())),
  },
  { weight: 2, arbitrary: step('flow', fc.constant(0), (world) => world.flow()) },
  {
    weight: 2,
    arbitrary: step('end', fc.constantFrom(1006, 1012, 1013, 4401, 4408, 4429), (world, code) =>
      world.wire()?.end(code),
    ),
  },
  { weight: 2, arbitrary: step('refuse', verdict, (world, one) => world.relay.verdicts.push(one)) },
  {
    weight: 2,
    arbitrary: step('skip', few, (world, n) => {
      const wire = world.wire();
      if (wire) wire.skips += n;
    }),
  },
  {
    weight: 2,
    arbitrary: step('repeat', fc.tuple(channel, few), (world, [id, n]) =>
      world.wire()?.repeat(id, n),
    ),
  },
  {
    weight: 1,
    arbitrary: step('down', fc.boolean(), (world, isUp) => {
      world.relay.isUp = isUp;
    }),
  },
  { weight: 1, arbitrary: step('reload', fc.constant(0), (world) => void world.reload()) },
  { weight: 1, arbitrary: step('hurry', fc.constant(0), (world) => world.page.client.hurry()) },
  {
    weight: 4,
    arbitrary: step('wait', fc.constantFrom(100, 700, 3000, 20_000), (_world, ms) => {
      vi.advanceTimersByTime(ms);
    }),
  },
);

const kinds = [
  ['of staff', Client],
  ['of a visitor', VisitorClient],
] as const;

test.each(kinds)(
  'I1 I2 I3: whatever is lost, late or repeated, all is shown once: %s',
  async (_, kind) => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 10, maxLength: 80 }), async (run) => {
        const world = new World(kind);
        await settle();
        for (const act of run) {
          await act(world);
          await settle();
          expect(world.faults()).toEqual([]);
        }
        await world.heal();
        expect(world.faults()).toEqual([]);
        const { outbox, rooms } = world.page.client.state;
        for (const id of channelIds) {
          const log = world.relay.logs.get(id)!;
          const mine = log.filter(({ from }) => from === me.id).map(({ cid }) => cid);
          const failed = outbox.of(id).map(({ cid, state }) => (state === 'failed' ? cid : state));
          // I1 and I2: stored once, or said to have failed; in the order in which it was written.
          expect(mine.length + failed.length).toBe(world.written.get(id)!.length);
          expect(new Set([...mine, ...failed])).toEqual(new Set(world.written.get(id)));
          expect(mine).toEqual(world.written.get(id)!.filter((cid) => mine.includes(cid)));
          const shown = rooms.get(id)!.log.entries.map((entry) => 'id' in entry && entry.id);
          expect(shown).toEqual(log.map(({ cid }) => cid));
        }
        world.page.client.stop('The test is over.');
        vi.clearAllTimers();
      }),
      { numRuns: 2000 },
    );
  },
  120_000,
);

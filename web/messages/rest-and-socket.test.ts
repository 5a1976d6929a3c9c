import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SignedIn } from '../../internal/testing/people.ts';
import { enter, type Seated, until } from '../../internal/testing/rooms.ts';
import type { AnyFrame } from '../../internal/testing/socket.ts';
import { openTeam } from '../../internal/testing/teams.ts';
import type { MessageChangedFrame, MessageFrame } from '../static/client/frames.d.ts';
import { changeMessage } from '../static/client/message-changes.js';
import { openHouse, type House } from '../testing/house.ts';
import type { HttpClient } from '../testing/http-client.ts';

let house: House;
let client: HttpClient;
let relays: string[];
let people: SignedIn[];

beforeAll(async () => {
  house = await openHouse();
  client = house.client();
  relays = [(await house.stage.startRelay()).url, (await house.stage.startRelay()).url];
  people = await Promise.all(['Ada', 'Ben', 'Cleo'].map((name) => house.stage.people.member(name)));
});
afterAll(async () => {
  client[Symbol.dispose]();
  await house[Symbol.asyncDispose]();
});

type LogEntry = { kind: string; seq: number } & Record<string, unknown>;
type Page = { data: LogEntry[]; page: { prev: string | null } };

async function ask<T>(who: SignedIn, method: string, path: string, body?: object): Promise<T> {
  const headers = { authorization: `Bearer ${who.token}`, 'content-type': 'application/json' };
  const { status, text } = await client.send(method, path, headers, body && JSON.stringify(body));
  if (status >= 500 || status === 429) throw new Error(`${method} ${path}: ${status} ${text}`);
  return (text ? JSON.parse(text) : {}) as T;
}

/** What somebody knows of one log: by REST up to `base`, by the socket from there on. */
type Log = { base: number; last: number; entries: Map<number, LogEntry> };

/**
 * A program that takes the old from REST and the new from the socket, and nothing else: every
 * entry must come to it once.
 */
class Reader {
  #who;
  #team;
  #mate;
  #socket: Seated | null = null;
  #taken = 0;
  #connections = 0;
  logs = new Map<string, Log>();

  constructor(who: SignedIn, team: string, mate: SignedIn) {
    this.#who = who;
    this.#team = team;
    this.#mate = mate;
  }

  get socket() {
    return this.#socket!;
  }

  /** Comes back where it was, or, `forgetful`, as somebody who knows nothing. */
  async connect({ forgetful }: { forgetful: boolean }) {
    this.take();
    this.#socket?.[Symbol.dispose]();
    // What came between the last look and the end is lost to it, as on a broken line.
    if (forgetful) this.logs.clear();
    const resume = Object.fromEntries([...this.logs].map(([key, { last }]) => [key, last]));
    const url = relays[this.#connections++ % 2]!;
    this.#socket = await enter(
      url,
      this.#who.token,
      forgetful ? {} : { store: this.store, resume },
    );
    this.store = String(this.#socket.welcome['store']);
    this.#taken = 0;
    const channels = this.#socket.welcome['channels'] as {
      id: string;
      to?: string;
      head: number;
    }[];
    const here = channels.filter(({ id }) => id === this.#team);
    for (const { id, to, head } of here) this.#begin(to ? `${id}:${to}` : id, head);
    this.take();
  }

  store = '';

  #begin(key: string, head: number) {
    if (!this.logs.has(key)) this.logs.set(key, { base: head, last: head, entries: new Map() });
  }

  /** Takes what the socket brought since the last look. */
  take() {
    const { received = [] } = this.#socket ?? {};
    for (; this.#taken < received.length; this.#taken += 1) this.#hear(received[this.#taken]!);
  }

  #hear(frame: AnyFrame) {
    if (frame['channel_id'] !== this.#team && frame['id'] !== this.#team) return;
    if (frame.op === 'joined') {
      const { channel } = frame as unknown as { channel: { to?: string; head: number } };
      this.#begin(channel.to ? this.threadKey : this.#team, channel.head);
    }
    if (typeof frame['seq'] !== 'number' || frame['ts'] === undefined || frame.op === 'ack') return;
    const isThread = typeof frame['to'] === 'string' && frame['to'] !== '*';
    const key = isThread ? this.threadKey : this.#team;
    this.#begin(key, frame['seq'] - 1);
    const log = this.logs.get(key)!;
    const { op, ...rest } = frame;
    expect(frame['seq'], `${key} after ${log.last}`).toBe(log.last + 1);
    log.last = frame['seq'];
    log.entries.set(log.last, { ...rest, kind: op } as LogEntry);
  }

  get threadKey() {
    return `${this.#team}:${this.#mate.id}`;
  }

  /** Reads by REST what lies before what the socket brings. */
  async readPast(limit: number) {
    for (const [key, log] of this.logs) {
      const to = key === this.#team ? '' : `&to=${this.#mate.id}`;
      const path = `/v1/channels/${this.#team}/messages?kind=all&limit=${limit}${to}`;
      let place: string | null = `before=${log.base + 1}`;
      const { base } = log;
      let due = base;
      while (place !== null && due > 0) {
        const { data, page }: Page = await ask(this.#who, 'GET', `${path}&${place}`);
        for (const entry of data.toReversed()) {
          expect(entry.seq, `${key} before ${due}`).toBe(due);
          due -= 1;
          log.entries.set(entry.seq, entry);
        }
        place = page.prev === null ? null : `cursor=${page.prev}`;
      }
      expect(due).toBe(0);
      log.base = 0;
    }
  }

  /** The messages as they are after all that is known. */
  messages(key: string): LogEntry[] {
    const shown = new Map<number, LogEntry>();
    const { entries } = this.logs.get(key) ?? { entries: new Map<number, LogEntry>() };
    for (const entry of [...entries.values()].toSorted((a, b) => a.seq - b.seq)) {
      if (entry.kind === 'message') shown.set(entry.seq, entry);
      if (entry.kind !== 'message_changed') continue;
      const change = entry as unknown as MessageChangedFrame;
      const before = shown.get(change.of) as unknown as MessageFrame;
      shown.set(change.of, changeMessage(before, change) as unknown as LogEntry);
    }
    return [...shown.values()];
  }
}

type Step =
  | { act: 'write'; who: number; inThread: boolean; bySocket: boolean; reply: boolean }
  | { act: 'change'; who: number; inThread: boolean; place: number; what: string }
  | { act: 'connect'; forgetful: boolean; limit: number };

const who = fc.nat(2);
const inThread = fc.boolean();
const write = fc.record({
  act: fc.constant('write' as const),
  who,
  inThread,
  bySocket: fc.boolean(),
  reply: fc.boolean(),
});
const what = fc.constantFrom('edit', 'delete', 'react', 'unreact', 'pin', 'unpin');
const change = fc.record({
  act: fc.constant('change' as const),
  who,
  inThread,
  what,
  place: fc.double({ min: 0, max: 0.999, noNaN: true }),
});
const connect = fc.record({
  act: fc.constant('connect' as const),
  forgetful: fc.boolean(),
  limit: fc.constantFrom(1, 3, 7, 100),
});
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof({ weight: 5, arbitrary: write }, { weight: 4, arbitrary: change }, connect),
  { minLength: 15, maxLength: 60 },
);

let cid = 0;

/** Does one step; Ada and Ben have the thread, so Cleo writes to the team alone. */
async function run(step: Step, team: string, reader: Reader, writers: Seated[]) {
  if (step.act === 'connect') {
    await reader.connect(step);
    if (step.forgetful) await reader.readPast(step.limit);
    return;
  }
  const [ada, ben] = [people[0]!, people[1]!];
  const one = people[step.who]!;
  const isThread = step.inThread && step.who < 2;
  const to = isThread ? (one === ada ? ben.id : ada.id) : '*';
  const channel = `/v1/channels/${team}/messages`;
  const { last = 0 } = reader.logs.get(isThread ? reader.threadKey : team) ?? {};
  if (step.act === 'write') {
    const id = `w-${++cid}`;
    const text = { id, to, type: 'text', data: `**${id}**` };
    const draft = step.reply && last > 0 ? { ...text, reply_to: last } : text;
    if (step.bySocket) {
      const socket = writers[step.who]!;
      socket.send({ op: 'send', channel_id: team, ...draft });
      await socket.next((frame) => frame.op === 'ack' && frame['id'] === id);
    } else await ask(one, 'POST', channel, draft);
    return;
  }
  const seq = 1 + Math.floor(step.place * last);
  const query = isThread ? `?to=${to}` : '';
  const path = `${channel}/${seq}`;
  const calls: Record<string, [string, string, object?]> = {
    edit: ['PATCH', path + query, { data: `edited ${++cid}` }],
    delete: ['DELETE', path + query],
    react: ['PUT', `${path}/reactions/${encodeURIComponent('👍')}${query}`],
    unreact: ['DELETE', `${path}/reactions/${encodeURIComponent('👍')}${query}`],
    pin: ['PUT', `${path}/pin${query}`],
    unpin: ['DELETE', `${path}/pin${query}`],
  };
  await ask(one, ...calls[step.what]!);
}

test('the old by REST and the new by the socket are together each entry once', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const [ada, ben] = [people[0]!, people[1]!];
      const team = await openTeam(house.stage, people, { name: 'Together' });
      const reader = new Reader(ada, team, ben);
      const writers = await Promise.all(
        people.map(({ token }, place) => enter(relays[place % 2]!, token)),
      );
      await reader.connect({ forgetful: true });
      // Two streams at once: what one does meets what the other does in any order.
      const isWork = ({ act }: Step) => act !== 'connect';
      let done = 0;
      const streams = [0, 1].map(async (half) => {
        for (const step of all.filter((one, place) => isWork(one) && place % 2 === half)) {
          await run(step, team, reader, writers);
          done += 1;
        }
      });
      const breaks = async () => {
        for (const [place, step] of all.entries()) {
          if (isWork(step)) continue;
          await until(() => done >= all.slice(0, place).filter(isWork).length);
          await run(step, team, reader, writers);
        }
      };
      await Promise.all([...streams, breaks()]);
      await expectWhole(reader, team, ben);
      for (const socket of [reader.socket, ...writers]) socket[Symbol.dispose]();
    }),
    { numRuns: 6, endOnFailure: true },
  );
}, 90_000);

async function expectWhole(reader: Reader, team: string, ben: SignedIn) {
  const [ada] = people as [SignedIn];
  type Listed = { id: string; to?: string; head: number };
  const { data } = await ask<{ data: Listed[] }>(ada, 'GET', '/v1/channels?limit=100');
  const heads = data.filter(({ id }) => id === team).map(({ to, head }) => ({ to, head }));
  for (const { to, head } of heads) {
    const key = to ? reader.threadKey : team;
    await until(() => {
      reader.take();
      return head === 0 || reader.logs.get(key)?.last === head;
    });
  }
  await reader.readPast(100);
  for (const { to, head } of heads) {
    const key = to ? reader.threadKey : team;
    expect([...(reader.logs.get(key)?.entries.keys() ?? [])].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: head }, (_, place) => place + 1),
    );
    const shown: LogEntry[] = [];
    const path = `/v1/channels/${team}/messages?limit=100${to ? `&to=${ada.id}` : ''}`;
    for (let place = ''; ;) {
      const page: Page = await ask(to ? ben : people[2]!, 'GET', path + place);
      shown.unshift(...page.data);
      if (page.page.prev === null) break;
      place = `&cursor=${page.page.prev}`;
    }
    expect(reader.messages(key)).toEqual(shown);
  }
}

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SignedIn } from '../../internal/testing/people.ts';
import { enter, type Seated, until } from '../../internal/testing/rooms.ts';
import type { AnyFrame } from '../../internal/testing/socket.ts';
import { openTeam } from '../../internal/testing/teams.ts';
import { openHouse, type House } from '../testing/house.ts';
import type { HttpClient } from '../testing/http-client.ts';
import { type LogEntry, type LogPage, Reader } from '../testing/log-reader.ts';

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

async function ask<T>(who: SignedIn, method: string, path: string, body?: object): Promise<T> {
  const headers = { authorization: `Bearer ${who.token}`, 'content-type': 'application/json' };
  const { status, text } = await client.send(method, path, headers, body && JSON.stringify(body));
  if (status >= 500 || status === 429) throw new Error(`${method} ${path}: ${status} ${text}`);
  return (text ? JSON.parse(text) : {}) as T;
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
      // An answer to what is no message is refused.
      await socket.next(({ op, id: of }) => (op === 'ack' || op === 'error') && of === id);
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
      const reader = new Reader({
        who: ada,
        team,
        mate: ben,
        relays,
        ask: (path) => ask(ada, 'GET', path),
      });
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

test('what is read by REST is seen at once, by the other and by pages of the same', async () => {
  const [ada, ben] = people as [SignedIn, SignedIn];
  const team = await openTeam(house.stage, people, { name: 'Seen' });
  using here = await enter(relays[0]!, ada.token);
  using there = await enter(relays[1]!, ben.token);
  const text = { type: 'text', data: 'read me' };
  await ask(ada, 'POST', `/v1/channels/${team}/messages`, { ...text, to: '*' });
  await ask(ada, 'POST', `/v1/channels/${team}/messages`, { ...text, to: ben.id });
  await there.next((frame) => frame.op === 'message' && frame['to'] === ben.id);
  const isSeen = (to: string | undefined) => (frame: AnyFrame) =>
    frame.op === 'seen' && frame['channel_id'] === team && frame['to'] === to;
  await ask(ben, 'PUT', `/v1/channels/${team}/seen`, { seq: 1 });
  for (const socket of [here, there]) {
    expect(await socket.next(isSeen(undefined))).toMatchObject({ from: ben.id, seq: 1 });
  }
  await ask(ben, 'PUT', `/v1/channels/${team}/seen`, { seq: 1, to: ada.id });
  expect(await here.next(isSeen(ben.id))).toMatchObject({ from: ben.id, seq: 1 });
  expect(await there.next(isSeen(ada.id))).toMatchObject({ from: ben.id, seq: 1 });
});

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
      const page: LogPage = await ask(to ? ben : people[2]!, 'GET', path + place);
      shown.unshift(...page.data);
      if (page.page.prev === null) break;
      place = `&cursor=${page.page.prev}`;
    }
    expect(reader.messages(key)).toEqual(shown);
  }
}

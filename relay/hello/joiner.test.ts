import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BusTap, tapBus } from '../../internal/testing/bus-tap.ts';
import { enter, openRoom, startLimitedRelay } from '../../internal/testing/rooms.ts';
import { openSocket } from '../../internal/testing/socket.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';

const asking = 'natter.v1.relay.channels.joinSockets';

let stage: Stage;
let tap: BusTap;
let url: string;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  tap = stage.use(await tapBus(stage.nats.url));
  url = (await stage.startRelay({ NATS_URL: tap.url })).url;
});
afterAll(() => stage[Symbol.asyncDispose]());

/** What was asked since, by how many requests. */
function askedSince(place: number) {
  const asked = tap.messages.slice(place).filter(({ subject }) => subject === asking);
  return { requests: asked.length, texts: asked.map(({ text }) => text) };
}

test('X29: who comes in the same moment is asked about in few requests', async () => {
  const visitors = await Promise.all(Array.from({ length: 40 }, () => stage.people.visitor()));
  const sockets = await Promise.all(visitors.map(() => openSocket(url)));
  const before = tap.messages.length;
  for (const [place, visitor] of visitors.entries()) {
    sockets[place]!.send({ op: 'hello', token: visitor.token });
  }
  for (const [place, socket] of sockets.entries()) {
    const { user } = await socket.next('welcome');
    expect(user).toMatchObject({ id: visitors[place]!.id });
    await socket.next('caught_up');
    socket[Symbol.dispose]();
  }
  expect(askedSince(before).requests).toBeLessThan(visitors.length / 2);
});

test('one who comes alone carries the id of their own request', async () => {
  const visitor = await stage.people.visitor();
  const before = tap.messages.length;
  using _socket = await enter(url, visitor.token);
  const { requests, texts } = askedSince(before);
  expect(requests).toBe(1);
  expect(texts[0]).toMatch(/Natter-Request: [0-9a-f-]{36}-1\r\n/);
  expect(texts[0]).not.toContain('Natter-Login');
});

test('agents of many organisations come in requests whose answers stay small', async () => {
  const orgs = ['one', 'two', 'three', 'four', 'five', 'six'];
  const agents = await Promise.all(
    orgs.map(async (id) => {
      const org = await stage.people.organisation(id);
      return stage.people.signIn(await stage.people.agent({ org }));
    }),
  );
  const sockets = await Promise.all(agents.map(() => openSocket(url)));
  const before = tap.messages.length;
  for (const [place, { token }] of agents.entries()) sockets[place]!.send({ op: 'hello', token });
  for (const socket of sockets) await socket.next('caught_up');
  for (const text of askedSince(before).texts) {
    expect(text.match(/"login":/g)!.length).toBeLessThanOrEqual(2);
  }
  for (const socket of sockets) socket[Symbol.dispose]();
});

test('S1: one dead login among many closes its own socket alone', async () => {
  const dead = await stage.people.visitor();
  await (await stage.call.web()).logins.endLogin({}, { login: dead.login });
  const alive = await Promise.all([stage.people.visitor(), stage.people.visitor()]);
  const tokens = [alive[0], dead, alive[1]].map(({ token }) => token);
  const sockets = await Promise.all(tokens.map(() => openSocket(url)));
  for (const [place, socket] of sockets.entries())
    socket.send({ op: 'hello', token: tokens[place] });
  expect((await sockets[1]!.closed).code).toBe(4401);
  for (const place of [0, 2]) await sockets[place]!.next('caught_up');
  for (const socket of sockets) socket[Symbol.dispose]();
});

test('L4: beyond those who may wait for their hello, one is asked to come again', async () => {
  const relay = await startLimitedRelay(stage, { maxWaitingHellos: 0 });
  const visitor = await stage.people.visitor();
  using socket = await openSocket(relay.url);
  socket.send({ op: 'hello', token: visitor.token });
  expect((await socket.closed).code).toBe(1013);
});

test('a conversation that ended is resumed without another question', async () => {
  const { visitor, socket, channel } = await openRoom(stage, url);
  socket.send({ op: 'done', channel_id: channel });
  await socket.next((frame) => frame.op === 'conversation' && frame['state'] === 'closed');
  socket.send({ op: 'start', with: 'person' });
  await socket.next((frame) => frame.op === 'started' && frame['channel_id'] !== channel);
  const before = tap.messages.length;
  using again = await enter(url, visitor.token, { resume: { [channel]: 0, unknown: 3 } });
  const opened = again.received.find(({ op }) => op === 'opened');
  expect(opened).toMatchObject({ channel_id: channel, head: expect.any(Number) as number });
  const refused = again.received.filter(({ op }) => op === 'error');
  expect(refused).toMatchObject([{ of: 'hello', channel_id: 'unknown', code: 'not_found' }]);
  const subjects = tap.messages.slice(before).map(({ subject }) => subject);
  expect(subjects).not.toContain('natter.v1.relay.channels.readPage');
  expect(again.received.at(-1)).toMatchObject({ op: 'caught_up' });
});

import { answeringAgent } from '../internal/testing/answering-agent.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  addMember,
  enter,
  openRoom,
  type Room,
  say,
  type Seated,
  seqsOf,
  until,
} from '../internal/testing/rooms.ts';
import { openStage, type Stage } from '../internal/testing/stage.ts';
import { tell } from '../internal/testing/tell.ts';
import { type BusRule, busFaults } from '../test/faults/harness/proxy/bus-faults.ts';
import { startTcpProxy, type TcpProxy } from '../test/faults/harness/proxy/tcp-proxy.ts';
import { createRandom } from '../test/faults/harness/random.ts';

/** Where nothing is lost, and where something is on the way from NATS. */
let stage: Stage;
let whole: string;
let lossy: string;
let proxy: TcpProxy;
let dbmgr: AsyncDisposable;

beforeAll(async () => {
  stage = await openStage();
  dbmgr = await stage.startDbmgr();
  whole = (await stage.startRelay()).url;
  proxy = stage.use(await startTcpProxy(Number(new URL(stage.nats.url).port)));
  lossy = (await stage.startRelay({ NATS_URL: `nats://127.0.0.1:${proxy.port}` })).url;
});
afterAll(() => stage[Symbol.asyncDispose]());
beforeEach(() => proxy.heal());

const heads = 'natter.v1.ev.channels.headsAnnounced.all';

/** Counts what is lost of the subject, and loses `more` beside it. */
function lose(subject: string, rest: Partial<BusRule> = {}, ...more: string[]): { count: number } {
  const lost = { count: 0 };
  const rules: BusRule[] = [
    { subject, in: 'down', drop: 1, ...rest },
    ...more.map((other) => ({ subject: other, in: 'down' as const, drop: 1 })),
  ];
  const onMessage = (met: string) => void (lost.count += Number(!more.includes(met)));
  proxy.filter(busFaults({ random: createRandom(1), rules, onMessage }));
  return lost;
}

/** Somebody at the whole relay, and the same person at the lossy one. */
async function bothSides(): Promise<Room & { beside: Seated }> {
  const room = await openRoom(stage, whole);
  const beside = await enter(lossy, room.visitor.token);
  await say(stage, room.socket, room.channel);
  await until(() => seqsOf(beside, room.channel).length === 1);
  return { ...room, beside };
}

/** Milliseconds until the socket has this entry. */
async function timeUntil(socket: Seated, channel: string, seq: number): Promise<number> {
  const begun = performance.now();
  await until(() => seqsOf(socket, channel).includes(seq), 15_000);
  return Math.round(performance.now() - begun);
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

test('X23: a lost event is fetched as soon as the next one shows the gap', async () => {
  const { socket, channel, beside } = await bothSides();
  const lost = lose(`natter.v1.ev.channels.entriesAppended.${channel}`, { times: 1 }, heads);
  await say(stage, socket, channel);
  await until(() => lost.count === 1);
  expect(seqsOf(beside, channel)).toEqual([1]);
  await say(stage, socket, channel);
  const tookMs = await timeUntil(beside, channel, 3);
  tell(`a gap was filled after ${tookMs} ms`);
  expect(tookMs).toBeLessThan(4000);
  expect(seqsOf(beside, channel)).toEqual([1, 2, 3]);
});

test('X23: the last event of a burst is lost: the head check finds it within 5 s', async () => {
  const { socket, channel, beside } = await bothSides();
  for (let i = 0; i < 20; i++) await say(stage, socket, channel);
  await until(() => seqsOf(beside, channel).length === 21);
  const lost = lose(`natter.v1.ev.channels.entriesAppended.${channel}`);
  await say(stage, socket, channel);
  await until(() => lost.count === 1);
  const tookMs = await timeUntil(beside, channel, 22);
  tell(`the last event of a burst was found after ${tookMs} ms`);
  expect(tookMs).toBeLessThan(5000);
  expect(seqsOf(beside, channel)).toEqual(range(1, 22));
});

test('X23: with every event of a channel lost, its people still get all, in order', async () => {
  const { socket, channel, beside } = await bothSides();
  lose(`natter.v1.ev.channels.entriesAppended.${channel}`);
  for (let i = 0; i < 40; i++) {
    await say(stage, socket, channel);
    await sleep(50);
  }
  expect(await timeUntil(beside, channel, 41)).toBeLessThan(5000);
  expect(seqsOf(beside, channel)).toEqual(range(1, 41));
});

test('X7: what was said while a relay had no bus is there within 5 s of its return', async () => {
  const { socket, channel, beside } = await bothSides();
  proxy.set({ refuse: true });
  proxy.cutAll();
  for (let i = 0; i < 10; i++) await say(stage, socket, channel);
  await sleep(500);
  expect(seqsOf(beside, channel)).toEqual([1]);
  // By the return alone: without a head check.
  lose(heads);
  proxy.set({ refuse: false });
  const tookMs = await timeUntil(beside, channel, 11);
  tell(`after the bus came back: ${tookMs} ms`);
  expect(tookMs).toBeLessThan(5000);
  expect(seqsOf(beside, channel)).toEqual(range(1, 11));
});

test('X7: so is what was said before, when dbmgr comes back long after the bus', async () => {
  const { socket, channel, beside } = await bothSides();
  proxy.set({ refuse: true });
  proxy.cutAll();
  await say(stage, socket, channel);
  await dbmgr[Symbol.asyncDispose]();
  lose(heads);
  proxy.set({ refuse: false });
  await sleep(7000);
  expect(seqsOf(beside, channel)).toEqual([1]);
  dbmgr = await stage.startDbmgr();
  const tookMs = await timeUntil(beside, channel, 2);
  tell(`after dbmgr came back: ${tookMs} ms`);
  expect(tookMs).toBeLessThan(5000);
  expect(seqsOf(beside, channel)).toEqual([1, 2]);
});

test('X23: that a channel became live is found out within 5 s when its event is lost', async () => {
  const agent = await stage.people.signIn(await stage.people.agent());
  using console = await enter(lossy, agent.token);
  await addMember(stage, 'waiting-main', agent.id);
  await stage.sql("UPDATE channels SET changed_at = now(3) WHERE id = 'waiting-main'");
  const joined = await console.next('joined', 5000);
  expect(joined['channel']).toMatchObject({ id: 'waiting-main' });
});

test('X23: another tab learns of a conversation though its event was lost', async () => {
  const visitor = await stage.people.visitor();
  using here = await enter(whole, visitor.token);
  using there = await enter(lossy, visitor.token);
  lose('natter.v1.ev.channels.channelJoined.*');
  here.send({ op: 'start', with: 'person' });
  const { channel_id } = await here.next('started');
  const joined = await there.next('joined', 5000);
  expect(joined['channel']).toMatchObject({ id: channel_id });
  await say(stage, here, String(channel_id));
  await there.next('message');
});

test('what a client closed stays closed, however lately it came into it', async () => {
  const { socket, channel, beside } = await bothSides();
  beside.send({ op: 'close', channel_id: channel });
  await beside.next('closed');
  await sleep(3000);
  await say(stage, socket, channel);
  await sleep(100);
  expect(seqsOf(beside, channel)).toEqual([1]);
  beside.send({ op: 'open', channel_id: channel, after: 1 });
  await until(() => seqsOf(beside, channel).includes(2));
});

test('R6: a sign-out whose event is lost closes the socket within 30 s', async () => {
  const visitor = await stage.people.visitor();
  using socket = await enter(lossy, visitor.token);
  const lost = lose('natter.v1.ev.logins.loginsEnded.*');
  const web = await stage.call.web();
  const begun = performance.now();
  await web.logins.endLogin({}, { login: visitor.login });
  expect((await socket.closed).code).toBe(4403);
  const tookS = (performance.now() - begun) / 1000;
  tell(`a sign-out that nobody told took ${tookS.toFixed(1)} s`);
  expect(lost.count).toBe(1);
  expect(tookS).toBeLessThan(30);
}, 60_000);

test('X23: an invitation and its end are heard though their events are lost', async () => {
  const web = await stage.call.web();
  const agent = await stage.people.signIn(await stage.people.agent());
  await web.agents.goOnline({}, { login: agent.login });
  using desk = await enter(lossy, agent.token);
  const visitor = await stage.people.visitor('Grace');
  using guest = await enter(lossy, visitor.token);
  const lost = lose(`natter.v1.ev.conversations.visitorInvited.${visitor.id}`, { times: 1 });
  desk.send({ op: 'invite', person_id: visitor.id });
  const invitation = await guest.next('invitation', 8000);
  const ends = lose('natter.v1.ev.conversations.invitationEnded.>', { times: 2 });
  guest.send({ op: 'answer', id: invitation['id'], accept: false });
  expect(await desk.next('invitation_ended', 8000)).toMatchObject({ outcome: 'declined' });
  await guest.next('invitation_ended', 8000);
  expect([lost.count, ends.count]).toEqual([1, 2]);
  await sleep(2500);
  const heard = [...guest.received, ...desk.received].filter(({ op }) =>
    op.startsWith('invitation'),
  );
  expect(heard.map(({ op }) => op).toSorted()).toEqual([
    'invitation',
    'invitation_ended',
    'invitation_ended',
  ]);
});

test('X23: what is read to be sure, and comes late, takes nothing back that was told', async () => {
  using agent = await answeringAgent(stage, lossy);
  const { socket, channel: first } = await openRoom(stage, whole);
  agent.asks({ op: 'take', channel_id: first });
  await agent.socket.next('joined');
  socket.send({ op: 'done', channel_id: first });
  await agent.socket.next('left');
  const delayed = lose('_I.>', { drop: 0, delayMs: [600, 600] });
  socket.send({ op: 'start', with: 'person' });
  const channel = String((await socket.next('started')).channel_id);
  await until(() => delayed.count > 0);
  await say(stage, socket, channel);
  await sleep(1000);
  const told = agent.socket.received.filter(
    ({ op, channel_id }) => op === 'conversation' && channel_id === channel,
  );
  expect(told.at(-1)).toMatchObject({ last: [{ role: 'user' }] });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../internal/contract/types.ts';
import {
  addMember,
  enter,
  openRoom,
  removeMember,
  say,
  seqsOf,
  startLimitedRelay,
} from '../../internal/testing/rooms.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';

let stage: Stage;
let url: string;
let web: Client<'web'>;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  url = (await stage.startRelay()).url;
  web = await stage.call.web();
});
afterAll(() => stage[Symbol.asyncDispose]());

async function closesWithin(socket: { closed: Promise<{ code: number }> }, limitMs: number) {
  const late = sleep(limitMs, { code: 0 });
  return (await Promise.race([socket.closed, late])).code;
}

test('R6: signing out closes this login and no other, within a second', async () => {
  const agent = await stage.people.agent();
  const [first, second] = [await stage.people.signIn(agent), await stage.people.signIn(agent)];
  using leaving = await enter(url, first.token);
  using staying = await enter(url, second.token);
  await web.logins.endLogin({}, { login: first.login });
  expect(await closesWithin(leaving, 1000)).toBe(4403);
  expect(await closesWithin(staying, 200)).toBe(0);
});

test('R6 L11: deactivation closes every socket of the person within a second', async () => {
  const admin = await stage.people.signIn(await stage.people.admin());
  const agent = await stage.people.agent();
  using first = await enter(url, (await stage.people.signIn(agent)).token);
  using second = await enter(url, (await stage.people.signIn(agent)).token);
  await web.agents.deactivateAgent({ id: agent.id }, { login: admin.login });
  expect(await closesWithin(first, 1000)).toBe(4403);
  expect(await closesWithin(second, 1000)).toBe(4403);
});

test('S2: a new password closes the other sockets, and an older token opens none', async () => {
  const agent = await stage.people.agent();
  const [mine, other] = [await stage.people.signIn(agent), await stage.people.signIn(agent)];
  using own = await enter(url, mine.token);
  using foreign = await enter(url, other.token);
  const input = { current: agent.password, password: stage.canaries.password() };
  await web.logins.changePassword(input, { login: mine.login });
  expect(await closesWithin(foreign, 1000)).toBe(4403);
  await expect(enter(url, mine.token)).rejects.toThrow('4401');
  expect(own.received[0]?.op).toBe('welcome');
});

test('R6: with the event lost the lease finds out', async () => {
  const relay = await startLimitedRelay(stage, { leaseIntervalMs: 200 });
  const { visitor, socket } = await openRoom(stage, relay.url);
  await stage.sql('UPDATE logins SET ended_at = UTC_TIMESTAMP(3) WHERE id = ?', [visitor.login]);
  expect(await closesWithin(socket, 2000)).toBe(4403);
});

test('R6: whoever is signed out stores nothing, even before anybody tells the relay', async () => {
  const { visitor, socket, channel } = await openRoom(stage, url);
  await stage.sql('UPDATE logins SET ended_at = UTC_TIMESTAMP(3) WHERE id = ?', [visitor.login]);
  const data = stage.canaries.text();
  socket.send({ op: 'send', id: 'late', channel_id: channel, to: '*', type: 'text', data });
  expect(await socket.next('error')).toMatchObject({ code: 'unauthenticated', id: 'late' });
  expect(await closesWithin(socket, 1000)).toBe(4403);
  expect(await stage.sql('SELECT COUNT(*) AS n FROM messages WHERE cid = ?', ['late'])).toEqual([
    { n: 0 },
  ]);
});

test('C5: without a confirmed lease nobody is told that somebody types', async () => {
  await using own = await openStage();
  const dbmgr = await own.startDbmgr();
  const relay = await startLimitedRelay(own, { leaseIntervalMs: 100, leaseLifetimeMs: 300 });
  const { socket, channel } = await openRoom(own, relay.url);
  await dbmgr[Symbol.asyncDispose]();
  await sleep(500);
  socket.send({ op: 'typing', channel_id: channel });
  expect(await socket.next('error')).toMatchObject({ code: 'unavailable', of: 'typing' });
});

test('C3: who was taken out unheard gets nothing of what is said afterwards', async () => {
  const { visitor, socket, channel } = await openRoom(stage, url);
  const reader = await stage.people.visitor('Reader');
  await addMember(stage, channel, reader.id);
  using beside = await enter(url, reader.token, { resume: { [channel]: 0 } });
  const heard = await say(stage, socket, channel);
  await beside.next((frame) => frame['seq'] === heard);
  await removeMember(stage, channel, reader.id);
  await say(stage, socket, channel);
  expect(await beside.next('left')).toEqual({ op: 'left', channel_id: channel });
  await say(stage, socket, channel);
  await expect.poll(() => seqsOf(socket, channel)).toEqual([heard, heard + 1, heard + 2]);
  await sleep(50);
  expect(seqsOf(beside, channel)).toEqual([heard]);
  beside.send({ op: 'open', channel_id: channel, after: 0 });
  expect(await beside.next('error')).toMatchObject({ code: 'not_found' });
  expect(visitor.name).toBe('Ada');
});

test('R10: what is sent while somebody is removed is stored before, or never', async () => {
  const admin = await stage.people.signIn(await stage.people.admin());
  for (let round = 0; round < 5; round++) {
    const agent = await stage.people.agent();
    const signedIn = await stage.people.signIn(agent);
    await web.agents.goOnline({}, { login: signedIn.login });
    const { channel } = await openRoom(stage, url);
    using console = await enter(url, signedIn.token);
    console.send({ op: 'take', channel_id: channel });
    await console.next('joined');
    const sending = (async () => {
      for (let i = 0; i < 40; i++) {
        const data = stage.canaries.text();
        const id = `r${round}-${i}`;
        console.send({ op: 'send', id, channel_id: channel, to: '*', type: 'text', data });
        await sleep(1);
      }
    })();
    await sleep(15);
    await web.agents.deactivateAgent({ id: agent.id }, { login: admin.login });
    const sql = 'SELECT COUNT(*) AS n FROM messages WHERE channel_id = ?';
    const stored = await stage.sql<{ n: number }>(sql, [channel]);
    await sending;
    expect(await closesWithin(console, 1000)).toBe(4403);
    expect(await stage.sql(sql, [channel])).toEqual(stored);
    const acks = console.received.filter(({ op }) => op === 'ack');
    expect(acks.length).toBeLessThanOrEqual(stored[0]!.n);
  }
});

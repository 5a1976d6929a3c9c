import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../internal/contract/types.ts';
import { enter, openRoom, say, type Seated, seqsOf } from '../../internal/testing/rooms.ts';
import type { AnyFrame } from '../../internal/testing/socket.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';

let stage: Stage;
let url: string;
let otherUrl: string;
let web: Client<'web'>;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  url = (await stage.startRelay()).url;
  otherUrl = (await stage.startRelay()).url;
  web = await stage.call.web();
});
afterAll(() => stage[Symbol.asyncDispose]());

type Console = { socket: Seated; login: string; id: string; name: string };

async function openConsole(isOnline = true): Promise<Console> {
  const agent = await stage.people.agent();
  const { login, token } = await stage.people.signIn(agent);
  if (isOnline) await web.agents.goOnline({}, { login });
  return { socket: await enter(otherUrl, token), login, id: agent.id, name: agent.name };
}

const inState =
  (channel: string, state: string) =>
  (frame: AnyFrame): boolean =>
    frame.op === 'conversation' && frame['channel_id'] === channel && frame['state'] === state;

test('start gives the open conversation again, and another tab gets it live', async () => {
  const visitor = await stage.people.visitor('Ada');
  using first = await enter(url, visitor.token);
  using second = await enter(otherUrl, visitor.token);
  first.send({ op: 'start', with: 'mat-bot' });
  const started = await first.next('started');
  expect(started).toEqual({
    op: 'started',
    channel_id: expect.any(String) as unknown,
    conversation: expect.objectContaining({
      state: 'bot',
      owner: { kind: 'automation', id: expect.any(String) as unknown, name: 'Mat' },
    }) as unknown,
    created: true,
    agents_online: expect.any(Boolean) as unknown,
  });
  const channel = String(started['channel_id']);
  const joined = await second.next('joined');
  expect(joined['channel']).toMatchObject({ id: channel, kind: 'conversation', head: 0 });
  second.send({ op: 'start', with: 'chat-bot' });
  expect(await second.next('started')).toMatchObject({ channel_id: channel, created: false });
  const seq = await say(stage, first, channel);
  await second.next((frame) => frame['seq'] === seq);
  expect(seqsOf(second, channel)).toEqual([seq]);
});

test('start with nobody that exists is refused, and agents do not start any', async () => {
  const { socket } = await openRoom(stage, url);
  const fresh = await enter(url, (await stage.people.visitor()).token);
  fresh.send({ op: 'start', with: 'no-bot' });
  expect(await fresh.next('error')).toMatchObject({ code: 'not_found', of: 'start' });
  fresh.send({ op: 'start', with: 'person', language: '日本語' });
  expect(await fresh.next('error')).toMatchObject({ code: 'invalid' });
  const agent = await openConsole(false);
  agent.socket.send({ op: 'start', with: 'person' });
  expect(await agent.socket.next('error')).toMatchObject({ code: 'forbidden', of: 'start' });
  socket[Symbol.dispose]();
  fresh[Symbol.dispose]();
  agent.socket[Symbol.dispose]();
});

test('a handoff reaches the agents online, a take makes it theirs, done ends it', async () => {
  const agent = await openConsole();
  const visitor = await stage.people.visitor('Bob');
  using chat = await enter(url, visitor.token);
  chat.send({ op: 'start', with: 'chat-bot' });
  const channel = String((await chat.next('started'))['channel_id']);
  const line = await say(stage, chat, channel);
  chat.send({ op: 'handoff', channel_id: channel });
  const waiting = await agent.socket.next(inState(channel, 'waiting'));
  expect(waiting).toMatchObject({ owner: null, list_seq: expect.any(Number) as unknown });
  expect(waiting['seq']).toBeUndefined();
  expect(waiting['last']).toEqual([expect.objectContaining({ name: 'Bob', role: 'user' })]);
  const entry = (frame: AnyFrame) =>
    inState(channel, 'waiting')(frame) && frame['seq'] === line + 1;
  expect(await chat.next(entry)).toMatchObject({ reason: 'handoff' });

  agent.socket.send({ op: 'take', channel_id: channel });
  const joined = await agent.socket.next('joined');
  expect(joined['channel']).toMatchObject({ id: channel, name: 'Bob' });
  const taken = await chat.next(inState(channel, 'open'));
  expect(taken).toMatchObject({ owner: { kind: 'agent', id: agent.id }, reason: 'taken' });
  agent.socket.send({ op: 'open', channel_id: channel, after: 0 });
  await agent.socket.next((frame) => frame.op === 'message' && frame['seq'] === line);
  const answer = await say(stage, agent.socket, channel);
  expect(await chat.next((frame) => frame['seq'] === answer)).toMatchObject({
    op: 'message',
    from: agent.id,
    role: 'agent',
  });

  agent.socket.send({ op: 'done', channel_id: channel });
  expect(await chat.next(inState(channel, 'closed'))).toMatchObject({ owner: null });
  expect(await agent.socket.next(inState(channel, 'closed'))).toBeDefined();
  expect(await agent.socket.next('left')).toEqual({ op: 'left', channel_id: channel });
  agent.socket[Symbol.dispose]();
});

test('C2: of two agents one takes it, the other hears so', async () => {
  const [one, two] = [await openConsole(), await openConsole()];
  const { channel } = await openRoom(stage, url);
  for (const { socket } of [one, two]) socket.send({ op: 'take', channel_id: channel });
  const outcomes = await Promise.all(
    [one, two].map(({ socket }) =>
      socket.next(({ op, of }) => op === 'joined' || (op === 'error' && of === 'take')),
    ),
  );
  const results = outcomes.map(({ op, code }) => code ?? op);
  expect(new Set(results)).toEqual(new Set(['conflict', 'joined']));
  for (const { socket } of [one, two]) socket[Symbol.dispose]();
});

test('C1: an agent sees who waits and nothing of a conversation that is not theirs', async () => {
  const agent = await openConsole();
  const { socket, channel } = await openRoom(stage, url);
  await agent.socket.next(inState(channel, 'waiting'));
  await say(stage, socket, channel);
  await sleep(50);
  expect(seqsOf(agent.socket, channel)).toEqual([]);
  agent.socket.send({ op: 'open', channel_id: channel, after: 0 });
  expect(await agent.socket.next('error')).toMatchObject({ code: 'not_found' });
  agent.socket.send({ op: 'typing', channel_id: channel });
  expect(await agent.socket.next('error')).toMatchObject({ code: 'not_found' });
  agent.socket[Symbol.dispose]();
});

test('going online brings who waits, and going offline takes the list away', async () => {
  const { channel } = await openRoom(stage, url);
  const agent = await openConsole(false);
  await sleep(50);
  expect(agent.socket.received.filter(({ op }) => op === 'conversation')).toEqual([]);
  await web.agents.goOnline({}, { login: agent.login });
  expect((await agent.socket.next('joined'))['channel']).toMatchObject({ kind: 'waiting_list' });
  expect(await agent.socket.next(inState(channel, 'waiting'))).toHaveProperty('last');
  await web.agents.goOffline({}, { login: agent.login });
  expect(await agent.socket.next('left')).toEqual({ op: 'left', channel_id: 'waiting-main' });
  const before = agent.socket.received.length;
  await openRoom(stage, url);
  await sleep(50);
  expect(agent.socket.received.length).toBe(before);
  agent.socket[Symbol.dispose]();
});

test('after welcome an agent who is online gets each conversation that waits, once', async () => {
  const { channel } = await openRoom(stage, url);
  const agent = await openConsole();
  const frames = agent.socket.received.filter(inState(channel, 'waiting'));
  expect(frames).toHaveLength(1);
  const ops = agent.socket.received.map(({ op }) => op);
  expect(ops.slice(0, 2)).toEqual(['welcome', 'conversation']);
  expect(ops.at(-1)).toBe('caught_up');
  expect(agent.socket.welcome['user']).toMatchObject({ role: 'agent', online: true });
  agent.socket[Symbol.dispose]();
});

test('visitors hear when the first agent comes and when the last one goes', async () => {
  await using own = await openStage();
  await own.startDbmgr();
  const relay = await own.startRelay();
  const call = await own.call.web();
  const { socket } = await openRoom(own, relay.url);
  expect(socket.welcome['agents_online']).toBe(false);
  const { login } = await own.people.signIn(await own.people.agent());
  await call.agents.goOnline({}, { login });
  expect(await socket.next('agents')).toEqual({ op: 'agents', online: true });
  using later = await enter(relay.url, (await own.people.visitor()).token);
  expect(later.welcome['agents_online']).toBe(true);
  await call.agents.goOffline({}, { login });
  expect(await socket.next('agents')).toEqual({ op: 'agents', online: false });
  expect(await later.next('agents')).toEqual({ op: 'agents', online: false });
});

test('people in an automation’s conversation hear when it comes and goes', async () => {
  await using own = await openStage();
  await own.startDbmgr();
  const relay = await own.startRelay();
  using chat = await enter(relay.url, (await own.people.visitor()).token);
  using beside = await enter(relay.url, (await own.people.visitor()).token);
  chat.send({ op: 'start', with: 'chat-bot' });
  beside.send({ op: 'start', with: 'mat-bot' });
  await Promise.all([chat.next('started'), beside.next('started')]);
  await own.startBot('chat-bot');
  const frame = await chat.next('automation', 15_000);
  expect(frame).toEqual({ op: 'automation', name: 'chat-bot', running: true });
  expect(beside.received.filter(({ op }) => op === 'automation')).toEqual([]);
});

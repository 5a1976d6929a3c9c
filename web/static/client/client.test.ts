import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLimitedRelay, writeHistory } from '../../../internal/testing/rooms.ts';
import { openStage, type Stage } from '../../../internal/testing/stage.ts';
import { Client } from './client.js';
import type { ClientEvent } from './frames.d.ts';
import { createKeptValue } from './kept-value.js';
import { acceptOutbox, Outbox } from './outbox.js';
import { countUnread, type Room, seenByOthers, typists } from './room.js';
import { VisitorClient } from './visitor-client.js';

let stage: Stage;
let url: string;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  url = wsAt((await stage.startRelay()).url);
});
afterAll(() => stage[Symbol.asyncDispose]());

function wsAt(address: string): string {
  return `${address.replace('http', 'ws')}/ws`;
}

type Seat = { client: Client; events: ClientEvent[]; room: () => Room };

function emptyOutbox(): Outbox {
  return new Outbox(createKeptValue({ key: 'outbox', accept: acceptOutbox, storages: [] }));
}

const sessionOf = (token: string) => ({
  token: () => Promise.resolve(token),
  renew: () => undefined,
});

function sitDown(token: string, at = url): Seat {
  const outbox = emptyOutbox();
  const client = new Client({ url: at, session: sessionOf(token), outbox, random: () => 0.1 });
  const events: ClientEvent[] = [];
  client.listen((event) => events.push(event));
  stage.use({ [Symbol.asyncDispose]: async () => client.stop('The test is over.') });
  client.connect();
  return { client, events, room: () => [...client.state.rooms.values()].at(-1)! };
}

async function until(condition: () => unknown): Promise<void> {
  await expect.poll(() => Boolean(condition()), { timeout: 8000, interval: 10 }).toBe(true);
}

function linesOf(seat: Seat): string[] {
  return seat.room().log.entries.flatMap((entry) => (entry.op === 'message' ? [entry.data] : []));
}

/** A visitor whose first line, written before anything was connected, waits for a person. */
async function visitorWaits(text = stage.canaries.text(), at = url): Promise<Seat> {
  const seat = sitDown((await stage.people.visitor('Vera')).token, at);
  seat.client.send(null, text);
  await until(() => seat.client.state.caughtUp);
  seat.client.start('person');
  await until(() => seat.room() && linesOf(seat).includes(text));
  return seat;
}

async function agentOnline(): Promise<Seat> {
  const agent = await stage.people.agent({ online: true, name: 'Ann Lee' });
  const seat = sitDown((await stage.people.signIn(agent)).token);
  await until(() => seat.client.state.caughtUp);
  return seat;
}

async function agentTakes(seat: Seat, channelId: string): Promise<void> {
  await until(() => seat.client.state.waiting.has(channelId));
  seat.client.take(channelId);
  await until(() => seat.client.state.rooms.get(channelId)?.joined);
}

test('what was written before the conversation began is its first line', async () => {
  const text = stage.canaries.text('hello there');
  const { client, room } = await visitorWaits(text);
  expect(room().conversation).toMatchObject({ state: 'waiting', visitor: { name: 'Vera' } });
  expect(client.state.outbox.all).toEqual([]);
});

test('a private note of who is not in the conversation is kept until they are', async () => {
  const { client, events } = await agentOnline();
  const visitor = await visitorWaits();
  const channelId = visitor.room().channel.id;
  const text = stage.canaries.text('a first note');
  const cid = client.send(null, text, { notesOf: channelId });
  await until(() => client.state.outbox.find(cid)?.state === 'failed');
  expect(client.state.outbox.of(null, channelId)).toMatchObject([{ data: text }]);
  const refused = events.filter((event) => event.type === 'refused');
  expect(refused.map(({ error }) => error)).toMatchObject([{ of: 'notes', code: 'not_found' }]);
  await agentTakes({ client, events, room: visitor.room }, channelId);
  client.retry(cid);
  await until(() => client.state.outbox.all.length === 0);
  const notes = [...client.state.rooms.values()].find(({ channel }) => channel.kind === 'notes');
  expect(notes?.channel.notes_of).toBe(channelId);
  expect(await stage.sql('SELECT body FROM messages WHERE channel_id = ?', [notes!.key])).toEqual([
    { body: text },
  ]);
});

test('an agent sees who waits with their last lines, takes one and answers', async () => {
  const agent = await agentOnline();
  const visitor = await visitorWaits(stage.canaries.text('my order'));
  const channelId = visitor.room().channel.id;
  await until(() => agent.client.state.waiting.get(channelId)?.last.length);
  await agentTakes(agent, channelId);
  await until(() => !agent.client.state.waiting.has(channelId));
  const answer = stage.canaries.text('hello Vera');
  await until(() => agent.client.state.rooms.get(channelId)?.log.last);
  agent.client.send(channelId, answer);
  await until(() => linesOf(visitor).includes(answer));
  expect(visitor.room().conversation).toMatchObject({ state: 'open', owner: { name: 'Ann Lee' } });
  expect(countUnread(visitor.room(), visitor.client.state.user!.id)).toBe(1);
});

test('typing and seen go from one to the other', async () => {
  const agent = await agentOnline();
  const visitor = await visitorWaits();
  const channelId = visitor.room().channel.id;
  await agentTakes(agent, channelId);
  agent.client.typing(channelId);
  await until(() => typists(visitor.room()).some(({ name }) => name === 'Ann Lee'));
  await until(() => (agent.client.state.rooms.get(channelId)?.log.last ?? 0) > 0);
  agent.client.seen(channelId);
  await until(() => seenByOthers(visitor.room(), visitor.client.state.user!.id) > 0);
});

test('a restart of the relay loses no line and stores none twice', async () => {
  const relay = await startLimitedRelay(stage, {});
  const port = new URL(relay.url).port;
  const visitor = await visitorWaits(stage.canaries.text('before'), wsAt(relay.url));
  await relay[Symbol.asyncDispose]();
  await until(() => visitor.client.state.connection.phase !== 'open');
  const written = stage.canaries.text('meanwhile');
  visitor.client.send(visitor.room().channel.id, written);
  expect(visitor.client.state.outbox.all).toMatchObject([{ state: 'sending' }]);
  await startLimitedRelay(stage, {}, { RELAY_PORT: port });
  await until(() => linesOf(visitor).includes(written));
  expect(visitor.client.state.outbox.all).toEqual([]);
  expect(linesOf(visitor).filter((line) => line === written)).toHaveLength(1);
});

test('a second tab goes on in the same conversation', async () => {
  const { token } = await stage.people.visitor();
  const first = sitDown(token);
  const second = sitDown(token);
  await until(() => first.client.state.caughtUp && second.client.state.caughtUp);
  const text = stage.canaries.text();
  first.client.send(null, text);
  first.client.start('person');
  await until(() => second.room() && linesOf(second).includes(text));
  const reply = stage.canaries.text();
  second.client.send(second.room().channel.id, reply);
  await until(() => linesOf(first).includes(reply));
});

test('a long history comes by its last page first, and the rest when it is asked for', async () => {
  const { token, id } = await stage.people.visitor();
  const seat = sitDown(token);
  await until(() => seat.client.state.caughtUp);
  seat.client.start('person');
  await until(() => seat.room());
  seat.client.stop('To come back later.');
  const channelId = seat.room().channel.id;
  await writeHistory(stage, channelId, id, 450);
  const later = sitDown(token);
  await until(() => later.room()?.log.last === 450);
  expect(later.room().log.after).toBe(250);
  later.client.earlier(channelId);
  await until(() => later.room().log.after === 50);
  expect(later.room().log.entries).toHaveLength(400);
  const page = new VisitorClient({ url, session: sessionOf(token), outbox: emptyOutbox() });
  stage.use({ [Symbol.dispose]: () => page.stop('The test is over.') });
  page.connect();
  await until(() => page.state.rooms.get(channelId)?.log.last === 450);
  const room = page.state.rooms.get(channelId)!;
  expect(room.log.after).toBe(250);
  page.earlier(room);
  await until(() => room.log.after === 50);
  expect(room.log.entries.map(({ seq }) => seq)).toEqual(
    later.room().log.entries.map(({ seq }) => seq),
  );
});

test('what is written after a conversation has ended waits for the next one', async () => {
  const agent = await agentOnline();
  const { token } = await stage.people.visitor();
  const seat = sitDown(token);
  await until(() => seat.client.state.caughtUp);
  seat.client.start('person');
  await until(() => seat.room());
  const old = seat.room().channel.id;
  await agentTakes(agent, old);
  agent.client.done(old);
  await until(() => seat.room().log.entries.length === 2);
  const outbox = emptyOutbox();
  const page = new VisitorClient({ url, session: sessionOf(token), outbox });
  stage.use({ [Symbol.dispose]: () => page.stop('The test is over.') });
  page.send(null, stage.canaries.text());
  page.connect();
  await until(() => page.state.rooms.get(old)?.log.entries.length === 2);
  expect(outbox.all).toMatchObject([{ channelId: null, state: 'sending' }]);
  page.ask('start', { with: 'person' });
  await until(() => page.state.rooms.size === 2 && outbox.all.length === 0);
});

test('C5: a visitor’s page has nothing of where its member was brought in to help', async () => {
  const agent = await agentOnline();
  const { id, login, token } = await stage.people.member('Dora');
  const agents = [agent.client.state.user!.id];
  await (await stage.call.web()).teams.createTeam({ name: 'Lamps', members: agents }, { login });
  const other = (await visitorWaits()).room().channel.id;
  await agentTakes(agent, other);
  const page = new VisitorClient({ url, session: sessionOf(token), outbox: emptyOutbox() });
  stage.use({ [Symbol.dispose]: () => page.stop('The test is over.') });
  /** Of the other conversation. */
  const heard: string[] = [];
  page.listen((event) => {
    if (event.type !== 'heard' || !JSON.stringify(event.frame).includes(other)) return;
    heard.push(event.frame.op);
  });
  page.connect();
  await until(() => page.state.caughtUp);
  page.ask('start', { with: 'person' });
  await until(() => page.state.rooms.size === 1);
  const own = [...page.state.rooms.keys()];
  agent.client.act('bring', other, { person_id: id });
  await until(() => heard.includes('joined'));
  agent.client.handOff(other);
  await until(() => heard.includes('conversation'));
  expect([...page.state.rooms.keys()]).toEqual(own);
  page.stop('To come back.');
  page.connect();
  await until(() => heard.includes('welcome') && page.state.caughtUp);
  expect([...page.state.rooms.keys()]).toEqual(own);
});

test('what cannot be sent fails with its reason and keeps its text', async () => {
  const seat = await visitorWaits();
  const channelId = seat.room().channel.id;
  seat.client.send(channelId, 'x'.repeat(10_001));
  await until(() => seat.client.state.outbox.all[0]?.state === 'failed');
  expect(seat.client.state.outbox.all[0]?.reason).toMatch(/10,?000/);
});

test('with a token that is no good it tries again, with patience, and then stops', async () => {
  const seat = sitDown('no.good.token');
  await until(() => seat.client.state.connection.phase === 'stopped');
  expect(seat.events.filter((event) => event.type === 'welcome')).toEqual([]);
});

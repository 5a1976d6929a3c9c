import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addMember, openRoom, startLimitedRelay, until } from '../../../internal/testing/rooms.ts';
import { openStage, type Stage } from '../../../internal/testing/stage.ts';
import { tell } from '../../../internal/testing/tell.ts';
import { startTcpProxy, type TcpProxy } from '../../../test/faults/harness/proxy/tcp-proxy.ts';
import type { Client } from './client.js';
import type { ClientEvent } from './frames.d.ts';
import { createKeptValue } from './kept-value.js';
import { openClient, openVisitor } from './open-client.js';
import { acceptOutbox, Outbox } from './outbox.js';
import { VisitorClient } from './visitor-client.js';
import { readByOthers } from './visitor-room.js';
import { whenStored } from './when-stored.js';

let stage: Stage;
let dbmgr: AsyncDisposable;
let web: string;
let relay: string;
/** Between a client and its relay. */
let proxy: TcpProxy;
let proxied: string;

beforeAll(async () => {
  stage = await openStage();
  dbmgr = await stage.startDbmgr();
  const started = await stage.startRelay();
  relay = started.url;
  proxy = stage.use(await startTcpProxy(started.port));
  proxied = `http://127.0.0.1:${proxy.port}`;
  web = (await stage.startWeb()).url;
});
afterAll(() => stage[Symbol.asyncDispose]());
beforeEach(() => proxy.heal());

type Storages = (() => Storage)[];
type Watched<C> = { client: C; phases: string[]; stored: string[]; close: () => void };
type Session = { token: () => Promise<string>; renew: () => void };

/** A client with a token that is good, and what it went through. */
function watch<C extends Client | VisitorClient>(client: C): Watched<C> {
  const phases: string[] = [];
  const stored: string[] = [];
  client.listen((event: ClientEvent) => {
    if (event.type === 'connection') phases.push(event.connection.phase);
    if (event.type === 'stored') stored.push(event.cid);
  });
  const close = () => client.stop('The test is over.');
  stage.use({ [Symbol.dispose]: close });
  client.connect();
  return { client, phases, stored, close };
}

/** A visitor's page. */
function openPage(session: Session, origin: string, storages: Storages = []): VisitorClient {
  const kept = createKeptValue({ key: 'natter.outbox', accept: acceptOutbox, storages });
  const url = `${origin.replace(/^http/, 'ws')}/ws`;
  const random = () => 0.2;
  return new VisitorClient({ url, session, outbox: new Outbox(kept, random), random });
}

const sessionOf = (token: string): Session => ({
  token: async () => token,
  renew: () => undefined,
});

function sitDown(token: string, origin = proxied, storages: Storages = []) {
  return watch(openPage(sessionOf(token), origin, storages));
}

/** The same as staff and programs do. */
function sitDownAsStaff(token: string, origin = proxied) {
  return watch(openClient({ origin, session: sessionOf(token), random: () => 0.2 }));
}

const kinds = [
  ['a visitor’s client', sitDown],
  ['the client of staff', sitDownAsStaff as unknown as typeof sitDown],
] as const;

/** A visitor in a conversation that waits for a person. */
async function talking(origin = proxied, storages: Storages = [], sit = sitDown) {
  const { visitor, socket, channel } = await openRoom(stage, relay);
  socket[Symbol.dispose]();
  const seat = sit(visitor.token, origin, storages);
  await until(() => seat.client.state.caughtUp);
  return { ...seat, visitor, channel };
}

function linesOf(client: Client | VisitorClient, channel: string): string[] {
  const entries = client.state.rooms.get(channel)?.log.entries ?? [];
  return entries.flatMap((entry) => (entry.op === 'message' ? [entry.data] : []));
}

async function rowsOf(channel: string): Promise<{ cid: string; body: string }[]> {
  return stage.sql('SELECT cid, body FROM messages WHERE channel_id = ? ORDER BY seq', [channel]);
}

/** A browser's storage, as two tabs of one origin share it. */
function storage(): Storage {
  const held = new Map<string, string>();
  return {
    get length() {
      return held.size;
    },
    key: (at) => [...held.keys()][at] ?? null,
    clear: () => held.clear(),
    getItem: (key) => held.get(key) ?? null,
    removeItem: (key) => void held.delete(key),
    setItem: (key, value) => void held.set(key, value),
  };
}

test.each(kinds)(
  'I2: when an ack is lost it is sent again under its id, and shown once: %s',
  async (_, sit) => {
    const { client, channel, phases, stored } = await talking(proxied, [], sit);
    const text = stage.canaries.text();
    // Whatever comes first, the ack or the message itself.
    const isCut = proxy.cutOn({ in: 'down', pattern: text, forward: 'before' });
    const alsoCut = proxy.cutOn({ in: 'down', pattern: '"op":"ack"', forward: 'before' });
    const cid = client.send(channel, text);
    const known = whenStored(client, cid);
    await Promise.race([isCut, alsoCut]);
    expect(stored).toEqual([]);
    expect(await known).toMatchObject({ seq: 1 });
    await until(() => phases.at(-1) === 'open' && linesOf(client, channel).includes(text));
    expect(linesOf(client, channel)).toEqual([text]);
    expect(stored).toEqual([cid]);
    expect(await rowsOf(channel)).toEqual([{ cid, body: text }]);
    await until(() => client.state.outbox.all.length === 0);
  },
);

test.each(kinds)(
  'X26: cut off again and again it loses nothing, and keeps the order: %s',
  async (_, sit) => {
    const { client, channel } = await talking(proxied, [], sit);
    const texts: string[] = [];
    const cutting = setInterval(() => proxy.cutAll(), 300);
    for (let i = 0; i < 60; i++) {
      texts.push(stage.canaries.text());
      client.send(channel, texts.at(-1)!);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    clearInterval(cutting);
    await until(() => linesOf(client, channel).length === 60, 15_000);
    expect(linesOf(client, channel)).toEqual(texts);
    expect((await rowsOf(channel)).map(({ body }) => body)).toEqual(texts);
  },
);

test('X39: what is refused for being too much goes out by itself, in its order', async () => {
  const slow = await stage.startRelay({ LIMIT_SOCKET_FRAMES: '10' });
  const { client, channel } = await talking(slow.url);
  const texts = Array.from({ length: 70 }, () => stage.canaries.text());
  const refusals: string[] = [];
  client.listen(() => {
    for (const item of client.state.outbox.all) if (item.reason) refusals.push(item.reason);
  });
  for (const text of texts) client.send(channel, text);
  await until(() => linesOf(client, channel).length === 70, 20_000);
  expect(linesOf(client, channel)).toEqual(texts);
  expect(refusals).toEqual([]);
});

test('X2: while nobody can store, it waits and is stored by itself when somebody can', async () => {
  const limits = { batchPatienceMs: 400, firstBatchTimeoutMs: 200 };
  const { client, channel } = await talking((await startLimitedRelay(stage, limits)).url);
  await dbmgr[Symbol.asyncDispose]();
  const texts = [stage.canaries.text(), stage.canaries.text()];
  const errors = new Set<string>();
  client.listen((event) => event.type === 'refused' && errors.add(event.error.code));
  for (const text of texts) client.send(channel, text);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(client.state.outbox.all.map(({ state }) => state)).toEqual(['sending', 'sending']);
  dbmgr = await stage.startDbmgr();
  await until(() => linesOf(client, channel).length === 2, 20_000);
  expect(linesOf(client, channel)).toEqual(texts);
  expect(errors.size).toBe(0);
});

test('X26: a connection that died without a word is found out by who comes back', async () => {
  const { client, phases, channel } = await talking();
  proxy.set({ blackhole: true });
  const begun = performance.now();
  client.hurry();
  await until(() => phases.at(-1) !== 'open', 15_000);
  const tookMs = Math.round(performance.now() - begun);
  tell(`a dead connection was given up after ${tookMs} ms`);
  proxy.heal();
  proxy.cutAll();
  const text = stage.canaries.text();
  client.send(channel, text);
  await until(() => linesOf(client, channel).includes(text), 15_000);
});

test('after a reload, a closed tab, in two tabs: what was written is sent once', async () => {
  const shared = storage();
  const { client, channel, close, visitor } = await talking(proxied, [() => shared]);
  proxy.set({ refuse: true });
  proxy.cutAll();
  await until(() => client.state.connection.phase !== 'open');
  const [first, second] = [stage.canaries.text(), stage.canaries.text()];
  client.send(channel, first);
  close();
  const reloaded = sitDown(visitor.token, proxied, [() => shared]);
  expect(reloaded.client.state.outbox.of(channel)).toMatchObject([
    { data: first, state: 'sending' },
  ]);
  const beside = sitDown(visitor.token, proxied, [() => shared]);
  beside.client.send(channel, second);
  proxy.heal();
  for (const one of [reloaded, beside]) {
    one.client.hurry();
    await until(() => linesOf(one.client, channel).length === 2, 15_000);
    await until(() => one.client.state.outbox.all.length === 0);
  }
  const bodies = (await rowsOf(channel)).map(({ body }) => body);
  expect(bodies).toHaveLength(2);
  expect(new Set(bodies)).toEqual(new Set([first, second]));
  expect(shared.getItem('natter.outbox')).toBeNull();
});

test('R6: signed out it stops, says so and keeps what was written', async () => {
  const { client, visitor, channel, phases } = await talking();
  const calls = await stage.call.web();
  await calls.logins.endLogin({}, { login: visitor.login });
  await until(() => phases.at(-1) === 'stopped');
  expect(client.state.connection.reason).toBe('This sign-in has ended.');
  const cid = client.send(channel, stage.canaries.text());
  await expect(whenStored(client, cid)).rejects.toThrow('This sign-in has ended.');
  expect(client.state.outbox.find(cid)).toMatchObject({ state: 'sending' });
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(phases.at(-1)).toBe('stopped');
});

test('4401: a token that ran out while it was away costs one more try, no word of it', async () => {
  const visitor = await stage.people.visitor();
  const tokens = ['run.out.token', visitor.token];
  let renewals = 0;
  const session = {
    token: async () => tokens[0]!,
    renew: () => {
      renewals++;
      tokens.shift();
    },
  };
  const { client, phases } = watch(openPage(session, proxied));
  await until(() => client.state.caughtUp);
  expect(renewals).toBe(1);
  expect(phases).toEqual(['connecting', 'connecting', 'open']);
});

test('1013: where there is no room it comes back by itself, a second later at least', async () => {
  const { url } = await stage.startRelay({ LIMIT_PERSON_SOCKETS: '1' });
  const visitor = await stage.people.visitor();
  const first = sitDown(visitor.token, url);
  await until(() => first.client.state.caughtUp);
  const second = sitDown(visitor.token, url);
  await until(() => second.phases.includes('waiting'));
  const { reason, retryAtMs = 0 } = second.client.state.connection;
  expect(reason).toBe('The server is busy.');
  expect(retryAtMs - Date.now()).toBeGreaterThan(500);
  first.close();
  await until(() => second.client.state.caughtUp, 10_000);
});

test('what others have seen is exact after a reload, whether they answered or not', async () => {
  const { client, channel, visitor, close } = await talking();
  const agent = await stage.people.signIn(await stage.people.agent({ online: true }));
  const desk = sitDownAsStaff(agent.token, relay);
  await until(() => desk.client.state.waiting.has(channel));
  desk.client.take(channel);
  await until(() => desk.client.state.rooms.get(channel)?.joined ?? false);
  const first = client.send(channel, stage.canaries.text());
  const { seq } = await whenStored(client, first);
  await until(() => (desk.client.state.rooms.get(channel)?.log.last ?? 0) >= seq);
  desk.client.seen(channel);
  const isKept = async () => {
    const sql = 'SELECT 1 FROM members WHERE channel_id = ? AND person_id = ? AND seen_seq >= ?';
    return (await stage.sql(sql, [channel, agent.id, seq])).length === 1;
  };
  await until(isKept);
  await whenStored(client, client.send(channel, stage.canaries.text()));
  close();
  const reloaded = sitDown(visitor.token);
  await until(() => reloaded.client.state.caughtUp);
  const room = reloaded.client.state.rooms.get(channel)!;
  expect(readByOthers(room, visitor.id)).toBe(seq);
  expect(room.head).toBeGreaterThan(seq);
});

test('a channel that is followed is there from its first entry on, also after a loss', async () => {
  const { channel, client: owner } = await talking();
  await whenStored(owner, owner.send(channel, stage.canaries.text()));
  const reader = await stage.people.visitor('Reader');
  await addMember(stage, channel, reader.id);
  const { client } = sitDownAsStaff(reader.token);
  client.follow(channel);
  client.follow('no-such-channel');
  await until(() => linesOf(client, channel).length === 1);
  proxy.cutAll();
  await whenStored(owner, owner.send(channel, stage.canaries.text()));
  await until(() => linesOf(client, channel).length === 2);
  await whenStored(owner, owner.send(channel, stage.canaries.text()));
  await until(() => linesOf(client, channel).length === 3);
  expect(client.state.rooms.get('no-such-channel')).toMatchObject({ joined: false });
});

test('a visitor writes before there is any connection, and learns when it is stored', async () => {
  const shared = storage();
  const client = openVisitor({ origin: web, nickname: 'Vera', storages: [() => shared] });
  client.listen((event) => event.type === 'caught_up' && client.start('person'));
  const cid = client.send(null, stage.canaries.text());
  const stored = whenStored(client, cid);
  watch(client);
  expect(await stored).toMatchObject({ seq: 1 });
  expect(client.state.user).toMatchObject({ name: 'Vera' });
  const later = watch(openVisitor({ origin: web, storages: [() => shared] }));
  await until(() => later.client.state.caughtUp);
  expect(later.client.state.user?.id).toBe(client.state.user?.id);
  const given = later.client.send(null, stage.canaries.text());
  setTimeout(() => later.client.discard(given), 50);
  await expect(whenStored(later.client, given)).rejects.toThrow('given up');
});

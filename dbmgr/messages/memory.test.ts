import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../database/open-database.ts';
import { openDesk } from '../testing/desk.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { shippedWriterLimits } from './limits.ts';
import type { Place } from './lock-places.ts';
import { createMemory } from './memory.ts';
import { type Writer, writerKey } from './read-writers.ts';
import { type MessageWriter, startMessageWriter } from './writer.ts';

let talk: TalkStage;
beforeAll(async () => {
  talk = await openTalkStage();
});
afterAll(() => talk[Symbol.asyncDispose]());

let made = 0;

async function say(writer: MessageWriter, who: Somebody, channel_id: string, id = `m${made++}`) {
  const message = { login: who.login, channel_id, id, to: '*', type: 'text' as const };
  const [result] = await writer.write([{ ...message, data: `line ${id}` }]);
  return result!;
}

/** A visitor and an agent who both just wrote, so that everything about them is remembered. */
async function openRemembered() {
  const desk = openDesk(talk);
  const [agent, visitor] = [await desk.onlineAgent(), await talk.somebody('user')];
  const channel = await talk.start(visitor, 'person');
  await desk.take(agent, channel);
  const writer = talk.useWriter({ rememberMs: 60_000 });
  for (const who of [visitor, agent]) expect(await say(writer, who, channel)).toHaveProperty('seq');
  return { desk, agent, visitor, channel, writer };
}

async function expectGapless(channel: string) {
  const seqs = (await talk.log(channel)).map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.map((_, index) => index + 1));
}

test('what was just read is not read again', async () => {
  const { visitor, channel } = await openRemembered();
  const { bus, stage } = talk;
  const url = stage.database.urls.main;
  // One connection, so that its own counters are those of whatever runs here.
  const db = openDatabase({ url, connections: 1, together: true });
  await using stack = new AsyncDisposableStack();
  stack.defer(() => db.destroy());
  const log = stage.log.logOf('dbmgr');
  const limits = { ...shippedWriterLimits, rememberMs: 60_000 };
  const parts = { db, bus, log, limits, now: () => new Date(), onTasks: () => undefined };
  const writer = stack.use(startMessageWriter(parts));
  const countReads = async () => {
    const { rows } = await sql<{ Value: string }>`show session status like 'Com_select'`.execute(
      db,
    );
    return Number(rows[0]!.Value);
  };
  const before = await countReads();
  for (const reads of [2, 2, 2]) {
    await say(writer, visitor, channel);
    expect((await countReads()) - before).toBe(reads);
  }
});

test('a channel that another process wrote to gets its next numbers, each once', async () => {
  const { visitor, agent, channel, writer } = await openRemembered();
  const other = talk.useWriter({ rememberMs: 60_000 });
  const last = (await talk.log(channel)).length;
  expect(await say(other, agent, channel)).toMatchObject({ seq: last + 1 });
  expect(await say(writer, visitor, channel)).toMatchObject({ seq: last + 2 });
  const sends = [writer, other, writer, other, writer, other].map((one, index) =>
    say(one, index % 3 ? visitor : agent, channel),
  );
  const results = await Promise.all(sends);
  const seqs = results.map((result) => ('seq' in result ? result.seq : result.code));
  const inOrder = seqs.toSorted((a, b) => Number(a) - Number(b));
  expect(inOrder).toEqual(Array.from({ length: 6 }, (_, index) => last + 3 + index));
});

test('X1: a message that is sent again is found, whoever stored it', async () => {
  const { visitor, channel, writer } = await openRemembered();
  const other = talk.useWriter({});
  const first = await say(other, visitor, channel, 'the same');
  expect(await say(writer, visitor, channel, 'the same')).toEqual(first);
  expect(await say(writer, visitor, channel, 'the same')).toEqual(first);
  expect(await say(writer, visitor, channel)).toHaveProperty('seq');
});

test('who lost the conversation, or ended it, writes no more', async () => {
  const { desk, agent, visitor, channel, writer } = await openRemembered();
  await desk.handOff(agent, channel);
  expect(await say(writer, agent, channel)).toMatchObject({ code: expect.any(String) as string });
  expect(await say(writer, visitor, channel)).toHaveProperty('seq');
  await desk.close(visitor, channel);
  expect(await say(writer, visitor, channel)).toMatchObject({ code: 'conflict' });
  await expectGapless(channel);
});

test('a login that ended is good until that is heard, and a moment at the most', async () => {
  const { visitor, channel, writer } = await openRemembered();
  const hasty = talk.useWriter({});
  expect(await say(hasty, visitor, channel)).toHaveProperty('seq');
  await talk.stage.sql('UPDATE logins SET ended_at = NOW(3) WHERE id = ?', [visitor.login]);
  writer.forgetLogins(visitor.id, [visitor.login]);
  expect(await say(writer, visitor, channel)).toMatchObject({ code: 'unauthenticated' });
  await pause(shippedWriterLimits.rememberMs);
  expect(await say(hasty, visitor, channel)).toMatchObject({ code: 'unauthenticated' });
});

test('a login that ends while its message is stored is not remembered by it', async () => {
  const visitor = await talk.somebody('user');
  const channel = await talk.start(visitor, 'person');
  const writer = talk.useWriter({ rememberMs: 60_000 });
  // A line of somebody who waits is shown in the waiting list, which is not free now.
  const sending = await talk.db.transaction().execute(async (tx) => {
    const list = tx.selectFrom('channels').select('id').where('id', '=', 'waiting-main');
    await list.forUpdate().execute();
    const said = say(writer, visitor, channel);
    await expect.poll(countWaiting).toBe(1);
    await talk.stage.sql('UPDATE logins SET ended_at = NOW(3) WHERE id = ?', [visitor.login]);
    writer.forgetLogins(visitor.id, [visitor.login]);
    return { said };
  });
  expect(await sending.said).toHaveProperty('seq');
  expect(await say(writer, visitor, channel)).toMatchObject({ code: 'unauthenticated' });
});

/** Whoever asks for the waiting list now and has no answer yet. */
async function countWaiting(): Promise<number> {
  const statement = `SELECT id FROM information_schema.processlist WHERE db = DATABASE()
    AND id <> CONNECTION_ID() AND info LIKE '%waiting-main%for update%'`;
  return (await talk.sql(statement)).length;
}

test('a no is never said from memory', async () => {
  const { desk, agent, visitor, channel, writer } = await openRemembered();
  const next = await talk.somebody('agent', { online: true, name: 'Next' });
  expect(await say(writer, next, channel)).toMatchObject({ code: 'not_found' });
  await desk.handOff(agent, channel);
  await desk.take(next, channel);
  expect(await say(writer, next, channel)).toHaveProperty('seq');
  expect(await say(writer, visitor, channel)).toHaveProperty('seq');
});

test('who was taken out is refused, also when another wrote since', async () => {
  const { agent, visitor, channel, writer } = await openRemembered();
  const { sql } = talk.stage;
  await sql('DELETE FROM members WHERE channel_id = ? AND person_id = ?', [channel, visitor.id]);
  await sql('UPDATE channels SET member_version = member_version + 1 WHERE id = ?', [channel]);
  // From here on the channel is remembered as it is now.
  expect(await say(writer, agent, channel)).toHaveProperty('seq');
  expect(await say(writer, visitor, channel)).toMatchObject({ code: 'not_found' });
  expect(await say(writer, agent, channel)).toHaveProperty('seq');
});

test('who is no member, or a member of very many channels, fills no memory', () => {
  const memory = createMemory(60_000);
  const sender = { id: 'p', org: 'main', role: 'user', name: 'Ana' } as const;
  const keep = (channel: string, ...who: Writer[]) => {
    const places = new Map([[channel, { channelId: channel, memberVersion: 1 } as Place]]);
    const writers = new Map(who.map((writer) => [writerKey(writer), writer]));
    memory.keep({ places, writers }, performance.now());
  };
  const remember = (channel: string, isMember = true) =>
    keep(channel, { login: 'l', channel, sender, isMember, mayWrite: true });
  const knows = (channel_id: string) => {
    keep(channel_id);
    const message = { login: 'l', channel_id, id: 'm', to: '*', type: 'text', data: 'x' } as const;
    return memory.recall([message]).writers.size === 1;
  };
  remember('mine');
  remember('foreign', false);
  expect(['mine', 'foreign'].map(knows)).toEqual([true, false]);
  for (let index = 0; index < 20_010; index++) remember(`c${index}`);
  expect(['mine', 'c19000', 'c20009'].map(knows)).toEqual([false, false, true]);
});

test('what was forgotten while it was used is not remembered by that', () => {
  const memory = createMemory(60_000);
  const sender = { id: 'p', org: 'main', role: 'user', name: 'Ana' } as const;
  const writer = { login: 'l', channel: 'c', sender, isMember: true, mayWrite: true };
  const places = new Map([['c', { channelId: 'c', memberVersion: 1 } as Place]]);
  const message = {
    login: 'l',
    channel_id: 'c',
    id: 'm',
    to: '*',
    type: 'text',
    data: 'x',
  } as const;
  memory.keep({ places, writers: new Map([[writerKey(writer), writer]]) }, performance.now());
  const used = memory.recall([message]);
  memory.forget([{ ...message, channel_id: 'another' }]);
  memory.keep(used, performance.now());
  expect(memory.recall([message]).writers.size).toBe(0);
});

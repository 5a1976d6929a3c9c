import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OutgoingMessage, SendResult } from '../../internal/contract/messages.ts';
import { conversationHandlers } from '../conversations/handlers.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';

let talk: TalkStage;
beforeAll(async () => {
  talk = await openTalkStage();
});
afterAll(() => talk[Symbol.asyncDispose]());

const outgoing = (
  who: Somebody,
  channel_id: string,
  id: string,
  data: string,
): OutgoingMessage => ({
  login: who.login,
  channel_id,
  id,
  to: '*',
  type: 'text',
  data,
});

/** A visitor and the agent who has their conversation. */
async function openConversation() {
  const visitor = await talk.somebody('user');
  const agent = await talk.somebody('agent', { online: true, name: 'Ana Ortiz' });
  const channel = await talk.start(visitor, 'person');
  await conversationHandlers.takeConversation(talk.by(agent), { channel_id: channel });
  return { visitor, agent, channel };
}

describe('a message', () => {
  test('is numbered, stored as written, and announced after its commit', async () => {
    const { visitor, agent, channel } = await openConversation();
    const text = 'Grüß dich 👋\r\n\t"quoted" \\ back';
    expect(await talk.say(visitor, channel, text)).toMatchObject({ seq: 2 });
    expect(await talk.say(agent, channel, 'Hello')).toMatchObject({ seq: 3 });
    expect((await talk.log(channel)).map((entry) => entry.text).slice(1)).toEqual([text, 'Hello']);
    await expect.poll(() => talk.entriesOf(channel).length).toBe(3);
    expect(talk.entriesOf(channel)[1]).toMatchObject({
      seq: 2,
      data: text,
      from: visitor.id,
      role: 'user',
    });
  });

  test('R7: sent again with the same id is one message, acked with its first number', async () => {
    const { visitor, channel } = await openConversation();
    const first = await talk.say(visitor, channel, 'once', 'same-id');
    expect(await talk.say(visitor, channel, 'once', 'same-id')).toEqual(first);
    const both = ['twice', 'twice'].map((text) => outgoing(visitor, channel, 'in-one-batch', text));
    const [one, two] = await talk.writer.write(both);
    expect(two).toEqual(one);
    expect(await talk.log(channel)).toHaveLength(3);
  });

  test('R7: a retry announces the stored message again, for those who missed it', async () => {
    const { visitor, channel } = await openConversation();
    await talk.say(visitor, channel, 'once', 'healed');
    await expect.poll(() => talk.entriesOf(channel).length).toBe(2);
    await talk.say(visitor, channel, 'once', 'healed');
    await expect.poll(() => talk.entriesOf(channel).length).toBe(3);
    expect(talk.entriesOf(channel)[2]).toEqual(talk.entriesOf(channel)[1]);
  });

  test('R8: the same id with another text is a conflict, and the first stays', async () => {
    const { visitor, channel } = await openConversation();
    await talk.say(visitor, channel, 'first', 'claimed');
    const late = await talk.say(visitor, channel, 'second', 'claimed');
    expect(late).toMatchObject({ code: 'conflict' });
    const batch = ['third', 'fourth'].map((text) => outgoing(visitor, channel, 'pair', text));
    const [third, fourth] = await talk.writer.write(batch);
    expect(third).toMatchObject({ seq: 3 });
    expect(fourth).toMatchObject({ code: 'conflict' });
    expect((await talk.log(channel)).slice(1).map((entry) => entry.text)).toEqual([
      'first',
      'third',
    ]);
  });

  test("R9: another person's id suppresses nothing", async () => {
    const { visitor, agent, channel } = await openConversation();
    expect(await talk.say(visitor, channel, 'mine', 'shared')).toMatchObject({ seq: 2 });
    expect(await talk.say(agent, channel, 'mine too', 'shared')).toMatchObject({ seq: 3 });
  });

  test.each([
    ['to a single person', { to: 'somebody' }, 'invalid'],
    ['with an image that is not there', { type: 'image' as const }, 'not_found'],
    ['without text', { data: '' }, 'invalid'],
    ['of white space', { data: ' \n\t\u2003' }, 'invalid'],
    ['with half a character', { data: 'a\ud83d' }, 'invalid'],
    ['with a NUL', { data: 'a\u0000b' }, 'invalid'],
    ['that speaks to a terminal', { data: 'a\u001b[2J' }, 'invalid'],
    ['of 10,001 characters', { data: '😀'.repeat(10_001) }, 'too_large'],
  ])('%s is refused and changes nothing', async (_what, part, code) => {
    const { visitor, channel } = await openConversation();
    const message = { ...outgoing(visitor, channel, 'bad', 'text'), ...part };
    const [result] = await talk.writer.write([message]);
    expect(result).toMatchObject({ code });
    expect(await talk.log(channel)).toHaveLength(1);
  });

  test('of 10,000 characters of four bytes each is stored whole', async () => {
    const { visitor, channel } = await openConversation();
    const text = '😀'.repeat(10_000);
    expect(await talk.say(visitor, channel, text)).toMatchObject({ seq: 2 });
    expect((await talk.log(channel))[1]!.text).toBe(text);
    await expect.poll(() => talk.entriesOf(channel).length).toBe(2);
  });
});

describe('whoever may not write', () => {
  test('C1: an agent writes nothing into a conversation that another has', async () => {
    const { channel } = await openConversation();
    const other = await talk.somebody('agent', { online: true });
    expect(await talk.say(other, channel, 'hi')).toMatchObject({ code: 'not_found' });
    const foreign = await talk.say(other, 'no-such-channel', 'hi');
    expect(foreign).toEqual(await talk.say(other, channel, 'hi'));
    expect(await talk.log(channel)).toHaveLength(1);
  });

  test('D3: a visitor writes nothing into a foreign conversation or the waiting list', async () => {
    const { channel } = await openConversation();
    const other = await talk.somebody('user');
    expect(await talk.say(other, channel, 'hi')).toMatchObject({ code: 'not_found' });
    expect(await talk.say(other, 'waiting-main', 'hi')).toMatchObject({ code: 'not_found' });
    const agent = await talk.somebody('agent', { online: true });
    expect(await talk.say(agent, 'waiting-main', 'hi')).toMatchObject({ code: 'not_found' });
  });

  test.each([
    ['whose login ended', 'UPDATE logins SET ended_at = NOW(3) WHERE id = ?', 'login'],
    ['whose login expired', "UPDATE logins SET expires_at = '2001-01-01' WHERE id = ?", 'login'],
    ['who was deactivated', 'UPDATE people SET active = FALSE WHERE id = ?', 'id'],
    ['who changed since', 'UPDATE people SET auth_version = 2 WHERE id = ?', 'id'],
  ] as const)('R6: somebody %s is refused', async (_who, statement, key) => {
    const { visitor, channel } = await openConversation();
    await talk.sql(statement, [visitor[key]]);
    expect(await talk.say(visitor, channel, 'hi')).toMatchObject({ code: 'unauthenticated' });
    expect(await talk.log(channel)).toHaveLength(1);
  });

  test('nobody writes into a conversation that has ended', async () => {
    const { visitor, agent, channel } = await openConversation();
    const sent = await talk.say(visitor, channel, 'last', 'last-line');
    await conversationHandlers.closeConversation(talk.by(agent), { channel_id: channel });
    expect(await talk.say(visitor, channel, 'more')).toMatchObject({ code: 'conflict' });
    expect(await talk.say(agent, channel, 'more')).toMatchObject({ code: 'not_found' });
    // A line that was stored in time is acked also afterwards.
    expect(await talk.say(visitor, channel, 'last', 'last-line')).toEqual(sent);
  });

  test('a bad message hurts no other of its batch', async () => {
    const { visitor, channel } = await openConversation();
    const stranger = await talk.somebody('user');
    const results = await talk.writer.write([
      outgoing(visitor, channel, 'a', 'one'),
      outgoing(stranger, channel, 'b', 'two'),
      outgoing(visitor, channel, 'c', ''),
      { ...outgoing(visitor, channel, 'd', 'four'), login: 'nobody' },
      outgoing(visitor, channel, 'e', 'five'),
    ]);
    const shown = results.map((result) => ('seq' in result ? result.seq : result.code));
    expect(shown).toEqual([2, 'not_found', 'invalid', 'unauthenticated', 3]);
  });
});

describe('many at once', () => {
  test('D5: two writers number a channel without a gap and without doubling', async () => {
    const rooms = await Promise.all(Array.from({ length: 6 }, openConversation));
    const other = talk.useWriter({});
    const sending: Promise<SendResult[]>[] = [];
    for (let round = 0; round < 20; round++) {
      for (const [index, writer] of [talk.writer, other].entries()) {
        const batch = rooms.flatMap(({ visitor, agent, channel }) => [
          outgoing(visitor, channel, `v${round}`, `visitor ${round}`),
          outgoing(agent, channel, `a${round}-${index}`, `agent ${round}`),
        ]);
        sending.push(writer.write(batch));
      }
      if (round % 5 === 0) await pause(2);
    }
    const results = (await Promise.all(sending)).flat();
    expect(results.every((result) => 'seq' in result)).toBe(true);
    for (const { channel } of rooms) {
      // The taking, 20 lines of the visitor sent through both, 40 lines of the agent.
      expect(await talk.log(channel)).toHaveLength(61);
    }
  });

  test('beyond what may wait the rest is refused with a time to come back', async () => {
    const { visitor, channel } = await openConversation();
    const small = talk.useWriter({ waitingMessages: 5, transactionMessages: 2 });
    const batch = Array.from({ length: 9 }, (_, i) => outgoing(visitor, channel, `m${i}`, 'text'));
    const results = await small.write(batch);
    expect(results.filter((result) => 'seq' in result)).toHaveLength(5);
    const refused = results.slice(5);
    for (const result of refused) expect(result).toMatchObject({ code: 'rate_limited' });
    expect(refused[0]).toHaveProperty('retry_ms');
    expect(await talk.log(channel)).toHaveLength(6);
  });

  test('R10: a line sent while its sender goes is stored before that or not at all', async () => {
    for (let round = 0; round < 20; round++) {
      const { agent, channel } = await openConversation();
      const [result] = await Promise.all([
        talk.say(agent, channel, 'racing'),
        conversationHandlers.closeConversation(talk.by(agent), { channel_id: channel }),
      ]);
      const log = await talk.log(channel);
      const kinds = log.map((entry) => entry.kind);
      if ('seq' in result) expect(kinds).toEqual(['conversation', 'message', 'conversation']);
      else expect(kinds).toEqual(['conversation', 'conversation']);
    }
  });

  test('X16: a channel that stays locked holds up no other for long', async () => {
    const rooms = await Promise.all(Array.from({ length: 8 }, openConversation));
    const stuck = rooms[3]!.channel;
    const batch = rooms.map(({ visitor, channel }) => outgoing(visitor, channel, 'x', 'text'));
    const impatient = talk.useWriter({ patienceMs: 1500 });
    const results = await talk.db.transaction().execute(async (tx) => {
      await tx.selectFrom('channels').select('id').where('id', '=', stuck).forUpdate().execute();
      return impatient.write(batch);
    });
    for (const [index, result] of results.entries()) {
      const expected = index === 3 ? { code: 'unavailable', retry_ms: 1000 } : { seq: 2 };
      expect(result).toMatchObject(expected);
    }
    const told = talk.stage.log.lines().filter(({ msg }) => msg === 'messages were refused');
    expect(told).toMatchObject([{ messages: 1, reason: 'ER_LOCK_WAIT_TIMEOUT' }]);
    expect(await talk.writer.write([batch[3]!])).toMatchObject([{ seq: 2 }]);
  }, 20_000);

  test('X15: connections that die while batches run lose and double nothing', async () => {
    const rooms = await Promise.all(Array.from({ length: 4 }, openConversation));
    const killing = killConnections(30);
    const results: SendResult[] = [];
    for (let round = 0; round < 60; round++) {
      const batch = rooms.map(({ visitor, channel }) =>
        outgoing(visitor, channel, `r${round}`, `line ${round}`),
      );
      results.push(...(await talk.writer.write(batch)));
    }
    expect(await killing).toBeGreaterThan(10);
    expect(results.filter((result) => !('seq' in result))).toEqual([]);
    for (const { channel } of rooms) expect(await talk.log(channel)).toHaveLength(61);
  });
});

/** Kills dbmgr's connections again and again, wherever they are; returns how many. */
async function killConnections(times: number): Promise<number> {
  let killed = 0;
  const user = new URL(talk.stage.database.urls.main).username;
  for (let time = 0; time < times; time++) {
    const rows = await talk.sql<{ id: number }>(
      'SELECT id FROM information_schema.processlist WHERE user = ?',
      [user],
    );
    for (const { id } of rows) {
      await talk.sql('KILL ?', [id]).then(
        () => killed++,
        () => undefined,
      );
    }
    await pause(15);
  }
  return killed;
}

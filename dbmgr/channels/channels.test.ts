import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { maxPageEntries } from '../../internal/contract/channels.ts';
import type { Entry } from '../../internal/contract/entries.ts';
import { conversationHandlers } from '../conversations/handlers.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { channelHandlers as handlers } from './handlers.ts';
import { startHeadsAnnouncer } from './heads-announcer.ts';
import { cutIntoPieces } from './pieces.ts';

type PageWish = { after?: number; before?: number; limit?: number };

let talk: TalkStage;
beforeAll(async () => {
  talk = await openTalkStage();
});
afterAll(() => talk[Symbol.asyncDispose]());

const join = (who: Somebody) => handlers.joinChannels(talk.by(who), {});
const page = (who: Somebody, channel_id: string, part: PageWish = {}) =>
  handlers.readPage(talk.by(who), { channel_id, limit: maxPageEntries, ...part });
const take = (agent: Somebody, channel_id: string) =>
  conversationHandlers.takeConversation(talk.by(agent), { channel_id });
const seqs = (entries: Entry[]) => entries.map((entry) => entry.seq);
const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

async function sayMany(who: Somebody, channelId: string, count: number, text = 'line') {
  const messages = range(1, count).map((number) => ({
    login: who.login,
    channel_id: channelId,
    id: `m${number}`,
    to: '*',
    type: 'text' as const,
    data: `${text} ${number}`,
  }));
  const results = await talk.writer.write(messages);
  expect(results.every((result) => 'seq' in result)).toBe(true);
}

describe('a socket that opens', () => {
  test('gets a visitor their open conversation, and later the latest that ended', async () => {
    const visitor = await talk.somebody('user', { name: 'Zoë' });
    expect(await join(visitor)).toMatchObject({ channels: [], waiting: [] });
    const first = await talk.start(visitor, 'chat-bot');
    await talk.say(visitor, first, 'hello');
    const joined = await join(visitor);
    expect(joined.login).toMatchObject({ id: visitor.login, user: { name: 'Zoë', role: 'user' } });
    expect(joined.channels).toMatchObject([
      { id: first, head: 1, name: 'Word reverser', seen: 0, conversation: { state: 'bot' } },
    ]);
    await conversationHandlers.closeConversation(talk.by(visitor), { channel_id: first });
    expect((await join(visitor)).channels).toMatchObject([{ id: first, head: 2 }]);
    const second = await talk.start(visitor, 'person');
    expect((await join(visitor)).channels).toMatchObject([{ id: second, name: 'A person, soon' }]);
  });

  test('gets an agent what they have, and who waits while they are online', async () => {
    const agent = await talk.somebody('agent', { online: true });
    const visitor = await talk.somebody('user', { name: 'Zoë' });
    const mine = await talk.start(visitor, 'person');
    const waiting = await talk.start(await talk.somebody('user'), 'person');
    await take(agent, mine);
    const joined = await join(agent);
    expect(joined.agents_online).toBe(true);
    expect(joined.channels).toMatchObject([
      { id: 'waiting-main', kind: 'waiting_list', conversation: null },
      { id: mine, kind: 'conversation', name: 'Zoë', conversation: { state: 'open' } },
    ]);
    const ids = joined.waiting.map((entry) => entry.conversation.channel_id);
    expect(ids).toContain(waiting);
    expect(ids).not.toContain(mine);
    const offline = await talk.somebody('agent');
    expect(await join(offline)).toMatchObject({ channels: [], waiting: [] });
    const admin = await talk.somebody('admin');
    expect(await join(admin)).toMatchObject({ channels: [], waiting: [] });
  });

  test('L11: gets nothing for a login that is dead', async () => {
    const visitor = await talk.somebody('user', { active: false });
    await expect(join(visitor)).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

describe('a page of a log', () => {
  test('is what was asked for, over messages and changes alike', async () => {
    const visitor = await talk.somebody('user');
    const channel = await talk.start(visitor, 'chat-bot');
    await sayMany(visitor, channel, 250);
    await conversationHandlers.handOff(talk.by(visitor), { channel_id: channel });
    await sayMany(visitor, channel, 250); // retries: nothing is new
    const latest = await page(visitor, channel);
    expect(seqs(latest.entries)).toEqual(range(52, 251));
    expect(latest.entries.at(-1)).toMatchObject({ kind: 'conversation', reason: 'handoff' });
    expect(latest.head).toBe(251);
    expect(seqs((await page(visitor, channel, { after: 0 })).entries)).toEqual(range(1, 200));
    expect(seqs((await page(visitor, channel, { after: 249 })).entries)).toEqual([250, 251]);
    const before = await page(visitor, channel, { before: 100, limit: 30 });
    expect(seqs(before.entries)).toEqual(range(70, 99));
    expect((await page(visitor, channel, { after: 251 })).entries).toEqual([]);
  });

  test('R15: with a number out of reach is empty, and nothing breaks', async () => {
    const visitor = await talk.somebody('user');
    const channel = await talk.start(visitor, 'chat-bot');
    await talk.say(visitor, channel, 'hello');
    for (const part of [{ after: 2 ** 53 - 1 }, { before: 0 }, { before: 1 }]) {
      expect(await page(visitor, channel, part)).toMatchObject({ entries: [], head: 1 });
    }
  });

  test('stays under 256 KiB, from either end, and says at least one entry', async () => {
    const visitor = await talk.somebody('user');
    const channel = await talk.start(visitor, 'chat-bot');
    await sayMany(visitor, channel, 20, '語'.repeat(9900));
    const first = await page(visitor, channel, { after: 0 });
    expect(Buffer.byteLength(JSON.stringify(first))).toBeLessThan(256 * 1024);
    expect(seqs(first.entries)).toEqual(range(1, 8));
    expect(seqs((await page(visitor, channel)).entries)).toEqual(range(13, 20));
    const told = () => talk.told.filter((event) => event.key === channel);
    await expect.poll(() => talk.entriesOf(channel).length).toBe(20);
    for (const event of told()) {
      expect(Buffer.byteLength(JSON.stringify(event.payload))).toBeLessThan(256 * 1024);
    }
    expect(seqs(talk.entriesOf(channel))).toEqual(range(1, 20));
  });

  test('C1: is for members alone; to others the channel does not exist', async () => {
    const visitor = await talk.somebody('user');
    const channel = await talk.start(visitor, 'person');
    const strangers = [
      await talk.somebody('user'),
      await talk.somebody('agent', { online: true }),
      await talk.somebody('admin'),
      await talk.somebody('super_admin'),
    ];
    for (const stranger of strangers) {
      for (const id of [channel, 'nowhere']) {
        await expect(page(stranger, id)).rejects.toMatchObject({ code: 'not_found' });
      }
    }
    const list = page(visitor, 'waiting-main');
    await expect(list).rejects.toMatchObject({ code: 'not_found' });
  });

  test('of the waiting list shows conversations as they are now', async () => {
    const agent = await talk.somebody('agent', { online: true });
    const visitor = await talk.somebody('user');
    const channel = await talk.start(visitor, 'person');
    await talk.say(visitor, channel, 'first line');
    await take(agent, channel);
    const { entries } = await page(agent, 'waiting-main');
    const mine = entries.filter(
      (entry) => entry.kind === 'waiting' && entry.conversation.channel_id === channel,
    );
    expect(mine).toHaveLength(3);
    expect(mine[0]).toMatchObject({ conversation: { state: 'open' }, last: [{ role: 'user' }] });
  });
});

describe('a relay', () => {
  test('reads a gap, heads and members of what it serves', async () => {
    const visitor = await talk.somebody('user');
    const channel = await talk.start(visitor, 'chat-bot');
    await sayMany(visitor, channel, 205);
    const context = talk.by(null);
    const gap = await handlers.readGap(context, { channel_id: channel, after: 3 });
    expect(seqs(gap.entries)).toEqual(range(4, 203));
    expect(gap.head).toBe(205);
    const many = [channel, ...Array.from({ length: 4999 }, (_, index) => `none-${index}`)];
    const { heads } = await handlers.readHeads(context, { channels: many });
    expect(heads).toEqual({ [channel]: 205 });
    const members = await handlers.readMembers(context, { channel_id: channel });
    expect(members.members).toContain(visitor.id);
    const none = handlers.readMembers(context, { channel_id: 'nowhere' });
    await expect(none).rejects.toMatchObject({ code: 'not_found' });
  });

  test('marks what people have seen: forwards only, and never beyond the head', async () => {
    const visitor = await talk.somebody('user');
    const stranger = await talk.somebody('user');
    const dead = await talk.somebody('user', { active: false });
    const channel = await talk.start(visitor, 'chat-bot');
    await sayMany(visitor, channel, 5);
    const mark = (who: Somebody, seq: number) => ({ login: who.login, channel_id: channel, seq });
    const marks = [mark(visitor, 3), mark(visitor, 1), mark(stranger, 4), mark(dead, 4)];
    await handlers.markSeen(talk.by(null), { marks });
    const seen = async () => (await join(visitor)).channels[0]!.seen;
    expect(await seen()).toBe(3);
    await handlers.markSeen(talk.by(null), { marks: [mark(visitor, 99)] });
    expect(await seen()).toBe(5);
    await handlers.markSeen(talk.by(null), { marks: [mark(visitor, 2)] });
    expect(await seen()).toBe(5);
  });

  test('hears the heads that changed lately', async () => {
    const visitor = await talk.somebody('user');
    const old = await talk.start(visitor, 'chat-bot');
    await talk.say(visitor, old, 'hello');
    await talk.sql('UPDATE channels SET changed_at = NOW(3) - INTERVAL 11 SECOND WHERE id = ?', [
      old,
    ]);
    const other = await talk.somebody('user');
    const fresh = await talk.start(other, 'chat-bot');
    await talk.say(other, fresh, 'hello');
    const log = talk.stage.log.logOf('dbmgr');
    await using _announcer = startHeadsAnnouncer({ ...talk, log, now: () => new Date() });
    const heads = () => {
      const told = talk.told.filter((event) => event.name === 'headsAnnounced');
      return told.at(-1)?.payload.heads as Record<string, number> | undefined;
    };
    await expect.poll(() => heads()?.[fresh]).toBe(1);
    expect(heads()).not.toHaveProperty(old);
  });

  test('X2: hears what changed long ago while nobody was there to tell it, once', async () => {
    const visitor = await talk.somebody('user');
    const [first, second] = [
      await talk.start(visitor, 'chat-bot'),
      await talk.start(await talk.somebody('user'), 'chat-bot'),
    ];
    await talk.say(visitor, first, 'hello');
    await talk.sql('UPDATE channels SET changed_at = changed_at - INTERVAL 1 HOUR');
    await talk.sql(
      'UPDATE channels SET changed_at = changed_at - INTERVAL 20 SECOND WHERE id = ?',
      [second],
    );
    const log = talk.stage.log.logOf('dbmgr');
    const before = talk.told.length;
    const times = { everyMs: 20, withinMs: 10_000 };
    await using _announcer = startHeadsAnnouncer({ ...talk, log, now: () => new Date(), times });
    const announced = () =>
      talk.told
        .slice(before)
        .filter((event) => event.name === 'headsAnnounced')
        .map((event) => event.payload.heads as Record<string, number>);
    await expect.poll(() => announced().length).toBeGreaterThan(2);
    expect(announced()[0]?.[first]).toBe(1);
    expect(announced()[0]).not.toHaveProperty(second);
    expect(announced().at(-1)).not.toHaveProperty(first);
  });
});

describe('pieces', () => {
  test('hold everything in order, each under the limit', () => {
    const entries = range(1, 300).map((seq) => ({ seq, data: 'x'.repeat(seq * 20) }));
    const pieces = cutIntoPieces(entries);
    expect(pieces.flat()).toEqual(entries);
    for (const piece of pieces) expect(JSON.stringify(piece).length).toBeLessThan(256 * 1024);
    expect(cutIntoPieces([])).toEqual([]);
  });
});

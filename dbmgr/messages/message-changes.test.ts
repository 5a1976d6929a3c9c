import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { seedTeam, seedThread, write } from '../testing/seeded-team.ts';
import { messageHandlers } from './handlers.ts';

let house: TalkStage;
let call: ReturnType<typeof messageHandlers>;
let ada: Somebody;
let ben: Somebody;
let cleo: Somebody;
let stranger: Somebody;
let team: string;
let seq: number;

beforeAll(async () => {
  house = await openTalkStage();
  call = messageHandlers(house.writer);
  [ada, ben, cleo, stranger] = [
    await house.somebody('member', { name: 'Ada' }),
    await house.somebody('member', { name: 'Ben' }),
    await house.somebody('member', { name: 'Cleo' }),
    await house.somebody('member'),
  ] as [Somebody, Somebody, Somebody, Somebody];
});
afterAll(() => house[Symbol.asyncDispose]());

beforeEach(async () => {
  team = await seedTeam(house, [ada, ben, cleo], { admins: [ben] });
  seq = await write(house, team, cleo, ['first text']);
});

const as = (who: Somebody): Context => house.by(who, 'web');
const at = () => ({ channel_id: team, seq });
const refused = (code: string) => expect.objectContaining({ code }) as unknown;

async function changesOf(channel: string) {
  const kinds = (await house.log(channel)).filter(({ kind }) => kind === 'message_changed');
  return kinds.map(({ text }) => (JSON.parse(text) as { what: string }).what);
}

describe('an edit', () => {
  test('changes the text, keeps what stood there, and is an entry of the log', async () => {
    const { message, version } = await call.editMessage(as(cleo), { ...at(), data: 'second' });
    expect(message).toMatchObject({ seq, data: 'second', edited_at: expect.any(String) as string });
    await call.editMessage(as(cleo), { ...at(), version, data: 'third' });
    const { revisions } = await call.listRevisions(as(ada), at());
    expect(revisions.map(({ data }) => data)).toEqual(['first text', 'second']);
    const { entries } = await call.listMessages(as(ben), {
      channel_id: team,
      limit: 10,
      kind: 'all',
    });
    expect(entries).toMatchObject([
      { kind: 'message', data: 'third' },
      { kind: 'message_changed', of: seq, what: 'edited', data: 'third', by: { name: 'Cleo' } },
      { kind: 'message_changed', of: seq, what: 'edited', data: 'third', to: '*' },
    ]);
    const told = () => house.entriesOf(team).map((entry) => 'data' in entry && entry.data);
    await expect.poll(told).toEqual(['second', 'third']);
  });

  test('to the same text changes nothing', async () => {
    await call.editMessage(as(cleo), { ...at(), data: 'first text' });
    expect(await changesOf(team)).toEqual([]);
  });

  test('is refused to others, after 15 minutes, and from an older version', async () => {
    const wish = { ...at(), data: 'x' };
    await expect(call.editMessage(as(ada), wish)).rejects.toEqual(refused('forbidden'));
    await call.editMessage(as(cleo), { ...wish, version: 0 });
    const stale = call.editMessage(as(cleo), { ...wish, version: 0, data: 'y' });
    await expect(stale).rejects.toEqual(refused('conflict'));
    await house.sql(
      `UPDATE messages SET sent_at = sent_at - INTERVAL 15 MINUTE - INTERVAL 1 SECOND
       WHERE channel_id = ?`,
      [team],
    );
    const late = call.editMessage(as(cleo), { ...wish, data: 'z' });
    await expect(late).rejects.toEqual(refused('conflict'));
    expect(await changesOf(team)).toEqual(['edited']);
  });

  test('of 20 at once from one version has one winner', async () => {
    const tries = Array.from({ length: 20 }, (_, number) =>
      call.editMessage(as(cleo), { ...at(), version: 0, data: `text ${number}` }),
    );
    const settled = await Promise.allSettled(tries);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await changesOf(team)).toEqual(['edited']);
  });

  test('holds to what a text may be', async () => {
    const long = call.editMessage(as(cleo), { ...at(), data: 'x'.repeat(10_001) });
    await expect(long).rejects.toEqual(refused('too_large'));
    const blank = call.editMessage(as(cleo), { ...at(), data: ' \n' });
    await expect(blank).rejects.toEqual(refused('invalid'));
  });
});

describe('a deletion', () => {
  test('leaves a tombstone without text, history, reactions or pin', async () => {
    await call.editMessage(as(cleo), { ...at(), data: 'second' });
    await call.react(as(ada), { ...at(), emoji: '👍' });
    await call.pin(as(ada), at());
    const { message } = await call.deleteMessage(as(cleo), at());
    expect(message).toMatchObject({ seq, data: '', deleted: true, name: 'Cleo' });
    expect(message).not.toHaveProperty('reactions');
    expect(message).not.toHaveProperty('pinned');
    expect(await call.listRevisions(as(ada), at())).toEqual({ revisions: [], next: null });
    const rows = await house.sql('SELECT body FROM changes WHERE channel_id = ?', [team]);
    expect(JSON.stringify(rows)).not.toContain('second');
    const { entries } = await call.listMessages(as(ben), {
      channel_id: team,
      limit: 10,
      kind: 'all',
    });
    expect(JSON.stringify(entries)).not.toContain('second');
    await call.deleteMessage(as(cleo), at());
    expect(await changesOf(team)).toEqual(['edited', 'reacted', 'pinned', 'deleted']);
    for (const late of [
      () => call.editMessage(as(cleo), { ...at(), data: 'x' }),
      () => call.react(as(cleo), { ...at(), emoji: '👍' }),
      () => call.pin(as(ada), at()),
    ]) {
      await expect(late()).rejects.toEqual(refused('conflict'));
    }
  });

  test("is an admin's in the team's channel, in a thread the writer's alone", async () => {
    const own = await write(house, team, ben, ["an admin's"]);
    await expect(call.deleteMessage(as(cleo), { channel_id: team, seq: own })).rejects.toEqual(
      refused('forbidden'),
    );
    await call.deleteMessage(as(ben), at());
    const thread = await seedThread(house, team, ada, cleo);
    const direct = await write(house, thread, cleo, ['for you'], ada.id);
    await expect(
      call.deleteMessage(as(ada), { channel_id: team, to: cleo.id, seq: direct }),
    ).rejects.toEqual(refused('forbidden'));
    await call.deleteMessage(as(cleo), { channel_id: team, to: ada.id, seq: direct });
  });
});

describe('reactions', () => {
  test('say who, once each, and go again', async () => {
    await call.react(as(ada), { ...at(), emoji: '👍' });
    await call.react(as(ada), { ...at(), emoji: '👍' });
    const { message } = await call.react(as(ben), { ...at(), emoji: '👍' });
    expect(message.reactions).toEqual({ '👍': [ada.id, ben.id] });
    await call.unreact(as(ada), { ...at(), emoji: '👍' });
    await call.unreact(as(ada), { ...at(), emoji: '👍' });
    const { entries } = await call.listMessages(as(cleo), {
      channel_id: team,
      limit: 10,
      kind: 'messages',
    });
    expect(entries).toMatchObject([{ reactions: { '👍': [ben.id] } }]);
    expect(await changesOf(team)).toEqual(['reacted', 'reacted', 'unreacted']);
  });

  test('are of 20 different emoji at most, racing ones too', async () => {
    const emoji = Array.from({ length: 25 }, (_, number) => String.fromCodePoint(0x1f600 + number));
    const settled = await Promise.allSettled(
      emoji.map((one) => call.react(as(ada), { ...at(), emoji: one })),
    );
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    const [row] = await house.sql<{ count: number }>(
      'SELECT COUNT(*) AS count FROM reactions WHERE channel_id = ?',
      [team],
    );
    expect(row!.count).toBe(20);
  });
});

describe('pins', () => {
  test("are the team's admins' in its channel, and either's in a thread", async () => {
    await expect(call.pin(as(cleo), at())).rejects.toEqual(refused('forbidden'));
    await call.pin(as(ben), at());
    await call.pin(as(ada), at());
    expect(await changesOf(team)).toEqual(['pinned']);
    const { messages } = await call.listPins(as(cleo), { channel_id: team });
    expect(messages).toMatchObject([{ seq, data: 'first text', pinned: true }]);
    await expect(call.unpin(as(cleo), at())).rejects.toEqual(refused('forbidden'));
    await call.unpin(as(ada), at());
    expect((await call.listPins(as(cleo), { channel_id: team })).messages).toEqual([]);
    const thread = await seedThread(house, team, ada, cleo);
    const direct = await write(house, thread, cleo, ['for you'], ada.id);
    await call.pin(as(ada), { channel_id: team, to: cleo.id, seq: direct });
    await call.unpin(as(cleo), { channel_id: team, to: ada.id, seq: direct });
  });

  test('are 100 at most', async () => {
    const last = await write(house, team, cleo, Array<string>(100).fill('more'));
    await house.sql(
      `INSERT INTO pins (channel_id, seq, person_id, made_at)
       SELECT channel_id, seq, sender_id, sent_at FROM messages WHERE channel_id = ? AND seq < ?`,
      [team, last],
    );
    const one = call.pin(as(ada), { channel_id: team, seq: last });
    await expect(one).rejects.toEqual(refused('conflict'));
    await call.pin(as(ada), at());
  });
});

test('V1: to strangers there is no channel, and no thread that is not theirs', async () => {
  const thread = await seedThread(house, team, ada, cleo);
  const direct = await write(house, thread, cleo, ['for you'], ada.id);
  const places = [
    { who: stranger, channel_id: team, seq },
    { who: stranger, channel_id: thread, seq: direct },
    { who: ben, channel_id: team, to: cleo.id, seq: direct },
    { who: ben, channel_id: thread, seq: direct },
    { who: ada, channel_id: thread, seq: direct },
  ];
  for (const { who, ...where } of places) {
    const { seq: _seq, ...channel } = where;
    for (const attempt of [
      () => call.listMessages(as(who), { ...channel, limit: 10, kind: 'all' }),
      () => call.readMessage(as(who), where),
      () => call.editMessage(as(who), { ...where, data: 'x' }),
      () => call.listRevisions(as(who), where),
      () => call.deleteMessage(as(who), where),
      () => call.react(as(who), { ...where, emoji: '👍' }),
      () => call.unreact(as(who), { ...where, emoji: '👍' }),
      () => call.pin(as(who), where),
      () => call.unpin(as(who), where),
      () => call.listPins(as(who), channel),
      () => call.noteSeen(as(who), where),
      () => call.searchMessages(as(who), { ...channel, q: 'you', limit: 10 }),
    ]) {
      await expect(attempt()).rejects.toEqual(refused('not_found'));
    }
  }
});

test('a deactivated team is readable, and nothing in it changes', async () => {
  const thread = await seedThread(house, team, ada, cleo);
  const direct = await write(house, thread, cleo, ['for you'], ada.id);
  await house.sql('UPDATE teams SET active = FALSE WHERE id = ?', [team]);
  for (const where of [at(), { channel_id: team, to: ada.id, seq: direct }]) {
    for (const attempt of [
      () => call.editMessage(as(cleo), { ...where, data: 'x' }),
      () => call.deleteMessage(as(cleo), where),
      () => call.react(as(cleo), { ...where, emoji: '👍' }),
      () => call.unreact(as(cleo), { ...where, emoji: '👍' }),
      () => call.pin(as(cleo), where),
      () => call.unpin(as(cleo), where),
    ]) {
      await expect(attempt()).rejects.toEqual(refused('conflict'));
    }
    expect((await call.readMessage(as(cleo), where)).message.data).not.toBe('');
  }
});

test('web writes for nobody but whoever asks it', async () => {
  const line = { channel_id: team, id: 'm1', to: '*', type: 'text', data: 'x' } as const;
  const forged = call.sendMessages(as(ada), { messages: [{ ...line, login: ben.login }] });
  await expect(forged).rejects.toEqual(refused('unauthenticated'));
});

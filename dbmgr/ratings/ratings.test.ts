import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Desk, openDesk } from '../testing/desk.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { ratingHandlers as handlers } from './handlers.ts';

let talk: TalkStage;
let desk: Desk;
beforeAll(async () => {
  talk = await openTalkStage();
  desk = openDesk(talk);
});
afterAll(() => talk[Symbol.asyncDispose]());

const dayMs = 86_400_000;

function rate(who: Somebody, channel_id: string, score: number, comment = '', afterMs = 0) {
  const now = () => new Date(Date.now() + afterMs);
  return handlers.rateConversation({ ...talk.by(who), now }, { channel_id, score, comment });
}

async function closed() {
  const visitor = await talk.somebody('user');
  const agent = await desk.onlineAgent();
  const channel = await talk.start(visitor, 'person');
  await desk.take(agent, channel);
  await desk.close(agent, channel);
  return { visitor, agent, channel };
}

const rowsOf = (channel: string) =>
  talk.sql(
    `SELECT score, comment FROM ratings JOIN conversations ON id = conversation_id
     WHERE channel_id = ?`,
    [channel],
  );

test('a visitor rates what has ended, and may change it for seven days', async () => {
  const { visitor, channel } = await closed();
  const before = await handlers.readRating(talk.by(visitor), { channel_id: channel });
  expect(before.rating).toBeNull();
  expect(before.open_until).not.toBeNull();
  const first = await rate(visitor, channel, 2, 'slow');
  expect(first.rating).toMatchObject({ score: 2, comment: 'slow' });
  const second = await rate(visitor, channel, 5, '', 6.9 * dayMs);
  expect(second.rating).toEqual({ ...first.rating, score: 5, comment: '' });
  expect(await handlers.readRating(talk.by(visitor), { channel_id: channel })).toEqual(second);
  await expect(rate(visitor, channel, 1, '', 7.1 * dayMs)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('7 days ago') as string,
  });
  expect(await rowsOf(channel)).toEqual([{ score: 5, comment: null }]);
});

test('what goes on is not rated yet', async () => {
  const visitor = await talk.somebody('user');
  const channel = await talk.start(visitor, 'person');
  await expect(rate(visitor, channel, 4)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('once it has ended') as string,
  });
  const standing = await handlers.readRating(talk.by(visitor), { channel_id: channel });
  expect(standing).toEqual({ rating: null, open_until: null });
});

test('for everybody else it does not exist', async () => {
  const { agent, channel } = await closed();
  const stranger = await talk.somebody('user');
  for (const who of [agent, stranger, await talk.somebody('admin')]) {
    await expect(rate(who, channel, 1)).rejects.toMatchObject({ code: 'not_found' });
    const read = handlers.readRating(talk.by(who), { channel_id: channel });
    await expect(read).rejects.toMatchObject({ code: 'not_found' });
  }
  expect(await rowsOf(channel)).toEqual([]);
});

test('two tabs at once leave one rating', async () => {
  const { visitor, channel } = await closed();
  await Promise.all([1, 2, 3, 4, 5].map((score) => rate(visitor, channel, score)));
  expect(await rowsOf(channel)).toHaveLength(1);
});

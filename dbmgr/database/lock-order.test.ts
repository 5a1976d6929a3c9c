import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { markSeen } from '../channels/mark-seen.ts';
import { accountBucket, addFailures } from '../logins/throttle.ts';
import { type Desk, openDesk } from '../testing/desk.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';

let talk: TalkStage;
let desk: Desk;
beforeAll(async () => {
  talk = await openTalkStage();
  desk = openDesk(talk);
});
afterAll(() => talk[Symbol.asyncDispose]());

const connectRoot = () => createConnection({ uri: talk.stage.database.urls.root });

async function visitors(count: number, agent?: Somebody) {
  const all = [];
  for (let number = 0; number < count; number++) {
    const visitor = await talk.somebody('user');
    const channel = await talk.start(visitor, 'person');
    if (agent) await desk.take(agent, channel);
    all.push({ visitor, channel });
  }
  return all.toSorted((a, b) => (a.channel < b.channel ? -1 : 1));
}

test('X17: an agent who leaves holds the waiting list last, after all channels', async () => {
  const agent = await desk.onlineAgent();
  const channels = (await visitors(2, agent)).map(({ channel }) => channel);
  const [holder, looker] = [await connectRoot(), await connectRoot()];
  await holder.beginTransaction();
  await holder.query('SELECT id FROM channels WHERE id = ? FOR UPDATE', [channels[1]]);
  const leaving = desk.deactivate(agent);
  const nowait = (channel: string) =>
    looker.query('SELECT id FROM channels WHERE id = ? FOR UPDATE NOWAIT', [channel]).then(
      () => 'free',
      () => 'held',
    );
  await expect.poll(() => nowait(channels[0]!)).toBe('held');
  expect(await nowait('waiting-main')).toBe('free');
  await holder.rollback();
  await leaving;
  for (const channel of channels) {
    expect(await desk.row(channel)).toMatchObject({ state: 'waiting', owner_id: null });
  }
  await Promise.all([holder.end(), looker.end()]);
});

test('X17: agents come and go while visitors write everywhere: all is done, once', async () => {
  const agents = await Promise.all([1, 2, 3].map(() => desk.onlineAgent()));
  const rooms = await visitors(12);
  const write = async (seed: number) => {
    const messages = rooms.map(({ visitor, channel }, index) => ({
      login: visitor.login,
      channel_id: channel,
      id: `m${seed}-${index}`,
      to: '*',
      type: 'text' as const,
      data: `line ${seed}`,
    }));
    const order = seed % 2 === 0 ? messages : messages.toReversed();
    const results = await talk.writer.write(order);
    return results.every((result) => 'seq' in result);
  };
  const serve = async (agent: Somebody, index: number) => {
    for (const { channel } of rooms.filter((_, number) => number % agents.length === index)) {
      await desk.take(agent, channel);
    }
    await desk.deactivate(agent);
  };
  const writing = Array.from({ length: 20 }, (_, seed) => write(seed));
  const [written] = await Promise.all([Promise.all(writing), Promise.all(agents.map(serve))]);
  expect(written.every(Boolean)).toBe(true);
  for (const { channel } of rooms) {
    const lines = (await talk.log(channel)).filter(({ kind }) => kind === 'message');
    expect(lines).toHaveLength(20);
    expect(await desk.row(channel)).toMatchObject({ state: 'waiting', epoch: 3 });
  }
});

test('X17: what many saw of the same channels at once is all written down', async () => {
  const agent = await desk.onlineAgent();
  const rooms = await visitors(6, agent);
  for (const { visitor, channel } of rooms) await talk.say(visitor, channel, 'hello');
  const marks = rooms.flatMap(({ visitor, channel }) =>
    [visitor, agent].map((who) => ({ login: who.login, channel_id: channel, seq: 2 })),
  );
  const turns = Array.from({ length: 40 }, (_, turn) => {
    const order = turn % 2 === 0 ? marks : marks.toReversed();
    return markSeen(talk.by(null), order);
  });
  await Promise.all(turns);
  const rows = await talk.sql<{ seen: number }>(
    'SELECT seen_seq AS seen FROM members WHERE channel_id IN (?) AND seen_seq <> 2',
    [rooms.map(({ channel }) => channel)],
  );
  expect(rows).toEqual([]);
});

test('X17: 40 wrong passwords for one account at once are all counted', async () => {
  const buckets = [accountBucket('ann@example.com'), accountBucket('bob@example.com')];
  const now = new Date();
  const tries = Array.from({ length: 40 }, (_, number) =>
    addFailures(talk.db, number % 2 === 0 ? buckets : buckets.toReversed(), now),
  );
  await Promise.all(tries);
  const rows = await talk.sql('SELECT failures FROM login_failures WHERE bucket IN (?)', [buckets]);
  expect(rows).toEqual([{ failures: 40 }, { failures: 40 }]);
});

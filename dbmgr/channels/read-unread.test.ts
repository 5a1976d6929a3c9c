import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Channel } from '../../internal/contract/channels.ts';
import { messageHandlers } from '../messages/handlers.ts';
import { startIndexer } from '../search/indexer.ts';
import { seedTeam, seedThread, write } from '../testing/seeded-team.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { channelHandlers } from './handlers.ts';

let house: TalkStage;
let ada: Somebody;
let ben: Somebody;
let cleo: Somebody;

beforeAll(async () => {
  house = await openTalkStage();
  ada = await house.somebody('member', { name: 'Ada' });
  ben = await house.somebody('member', { name: 'Ben' });
  cleo = await house.somebody('member', { name: 'Cleo' });
  for (const [nick, { id }] of [
    ['ada', ada],
    ['ben', ben],
  ] as const) {
    await house.sql('UPDATE people SET nick = ? WHERE id = ?', [nick, id]);
  }
});
afterAll(() => house[Symbol.asyncDispose]());

async function index(): Promise<void> {
  const log = house.stage.log.logOf('dbmgr');
  await using loop = startIndexer({ db: house.db, log, everyMs: 60_000 });
  await loop.hurry();
}

async function channelOf(who: Somebody, id: string): Promise<Channel> {
  const page = { limit: 100 };
  const { channels } = await channelHandlers.listTeamChannels(house.by(who, 'web'), page);
  return channels.find((channel) => channel.id === id)!;
}

test('messages of others after what was seen are unread, and 100 stands for more', async () => {
  const team = await seedTeam(house, [ada, ben]);
  await write(house, team, ada, ['mine']);
  await write(house, team, ben, ['one', 'two', 'three']);
  expect(await channelOf(ada, team)).toMatchObject({ seen: 0, head: 4, unread: 3, mentions: 0 });
  expect(await channelOf(ben, team)).toMatchObject({ unread: 1 });
  const call = messageHandlers(house.writer);
  const seen = await call.noteSeen(house.by(ada, 'web'), { channel_id: team, seq: 3 });
  expect(seen).toEqual({ seen: 3, unread: 1, mentions: 0 });
  await call.deleteMessage(house.by(ben, 'web'), { channel_id: team, seq: 4 });
  expect(await channelOf(ada, team)).toMatchObject({ unread: 0, seen: 3 });
  const back = await call.noteSeen(house.by(ada, 'web'), { channel_id: team, seq: 1 });
  expect(back.seen).toBe(3);
  const beyond = await call.noteSeen(house.by(ada, 'web'), { channel_id: team, seq: 1e9 });
  expect(beyond.seen).toBe(5);
  await write(house, team, ben, Array<string>(150).fill('many'));
  expect(await channelOf(ada, team)).toMatchObject({ unread: 100 });
});

test('mentions are counted for whom they mean, and for all but the writer', async () => {
  const team = await seedTeam(house, [ada, ben, cleo]);
  await write(house, team, ben, ['hi @ada', '@Ada and @ben, look', '@all wake up', 'a@ada.org']);
  await write(house, team, ada, ['@ada to myself', '@nobody']);
  await index();
  expect(await channelOf(ada, team)).toMatchObject({ unread: 4, mentions: 3 });
  expect(await channelOf(ben, team)).toMatchObject({ unread: 2, mentions: 0 });
  expect(await channelOf(cleo, team)).toMatchObject({ unread: 6, mentions: 1 });
  const call = messageHandlers(house.writer);
  await call.editMessage(house.by(ben, 'web'), { channel_id: team, seq: 1, data: 'hi all' });
  await call.deleteMessage(house.by(ben, 'web'), { channel_id: team, seq: 2 });
  await index();
  expect(await channelOf(ada, team)).toMatchObject({ unread: 3, mentions: 1 });
  const seen = await call.noteSeen(house.by(ada, 'web'), { channel_id: team, seq: 3 });
  expect(seen).toEqual({ seen: 3, unread: 1, mentions: 0 });
});

test('a thread counts for its two, and its mentions too', async () => {
  const team = await seedTeam(house, [ada, ben, cleo]);
  const thread = await seedThread(house, team, ada, ben);
  await write(house, thread, ben, ['psst @ada', 'again'], ada.id);
  await index();
  expect(await channelOf(ada, thread)).toMatchObject({ kind: 'direct', unread: 2, mentions: 1 });
  expect(await channelOf(ben, thread)).toMatchObject({ unread: 0 });
  expect(await channelOf(cleo, thread)).toBeUndefined();
});

test('500 teams of somebody, and one of 14,000 messages, are counted at once', async () => {
  const busy = await house.somebody('member');
  const other = await house.somebody('member');
  await house.sql(
    `INSERT INTO channels (id, org_id, kind, head, changed_at, made_at)
     WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 500)
     SELECT CONCAT('many-', LPAD(i, 3, '0')), 'main', 'team', IF(i = 1, 50000, 120),
       UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) FROM n`,
  );
  await house.sql(
    `INSERT INTO teams (id, org_id, name, super_admin, made_at)
     SELECT id, org_id, id, ?, made_at FROM channels WHERE id LIKE 'many-%'`,
    [busy.id],
  );
  await house.sql(
    `INSERT INTO members (channel_id, person_id, joined_version, joined_at)
     SELECT id, ?, 1, made_at FROM channels WHERE id LIKE 'many-%'`,
    [busy.id],
  );
  await house.sql(
    `INSERT INTO messages (channel_id, seq, org_id, sender_id, sender_name, sender_role, cid,
       recipient, type, body, sent_at)
     WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 900)
     SELECT id, i, 'main', ?, 'Other', 'member', CONCAT('c', i), '*', 'text',
       REPEAT('text ', 20), made_at FROM channels, n WHERE id LIKE 'many-%' AND i <= 120`,
    [other.id],
  );
  await house.sql(
    `INSERT INTO messages (channel_id, seq, org_id, sender_id, sender_name, sender_role, cid,
       recipient, type, body, sent_at)
     SELECT m.channel_id, m.seq + 200 * k.seq, 'main', m.sender_id, 'Other', 'member',
       CONCAT('d', m.seq, '-', k.seq), '*', 'text', 'x', m.sent_at
     FROM messages m JOIN messages k ON k.channel_id = 'many-002' AND m.channel_id = 'many-001'
       AND m.seq <= 120 AND k.seq <= 120`,
  );
  await house.sql(
    `UPDATE channels SET head = (SELECT MAX(seq) FROM messages WHERE channel_id = 'many-001')
     WHERE id = 'many-001'`,
  );
  const handlers = channelHandlers;
  const start = performance.now();
  let after: string | undefined;
  const found: Channel[] = [];
  do {
    const wish = { limit: 200, ...(after && { after }) };
    const page = await handlers.listTeamChannels(house.by(busy, 'web'), wish);
    found.push(...page.channels);
    after = page.after ?? undefined;
  } while (after);
  const tookMs = performance.now() - start;
  expect(found).toHaveLength(500);
  expect(new Set(found.map(({ unread }) => unread))).toEqual(new Set([100]));
  expect(tookMs).toBeLessThan(3000);
});

import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { messageHandlers } from '../messages/handlers.ts';
import { seedTeam, seedThread, write } from '../testing/seeded-team.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { startIndexer } from './indexer.ts';

let house: TalkStage;
let call: ReturnType<typeof messageHandlers>;
let ada: Somebody;
let ben: Somebody;
let cleo: Somebody;
let team: string;

beforeAll(async () => {
  house = await openTalkStage();
  call = messageHandlers(house.writer);
});
afterAll(() => house[Symbol.asyncDispose]());

beforeEach(async () => {
  ada = await house.somebody('member', { name: 'Ada' });
  ben = await house.somebody('member', { name: 'Ben' });
  cleo = await house.somebody('member', { name: 'Cleo' });
  team = await seedTeam(house, [ada, ben], { tags: ['harbour'] });
});

async function index(): Promise<void> {
  const log = house.stage.log.logOf('dbmgr');
  await using loop = startIndexer({ db: house.db, log, everyMs: 60_000 });
  await loop.hurry();
}

async function find(q: string, who = ada, rest: object = {}): Promise<string[]> {
  const { found } = await call.searchMessages(house.by(who, 'web'), { q, limit: 50, ...rest });
  return found.map(({ message }) => message.data);
}

test('words are found whatever their case, accents or order; the last by its start', async () => {
  await write(house, team, ben, [
    'Die Straße nach München ist gesperrt',
    'Treffen in der Strasse am Hafen',
    'Łódź, Ångström, ﬁne, ＦＵＬＬ',
  ]);
  await index();
  expect(await find('münchen STRASSE')).toEqual(['Die Straße nach München ist gesperrt']);
  expect(await find('straße')).toHaveLength(2);
  expect(await find('Stras')).toHaveLength(2);
  expect(await find('Stras ')).toEqual([]);
  expect(await find('stras munchen')).toEqual([]);
  for (const word of ['lodz', 'angstrom', 'fine', 'full']) {
    expect(await find(word)).toHaveLength(1);
  }
});

test('Chinese, Japanese, Korean and Thai are found by their parts', async () => {
  const lines = [
    '我们明天在上海开会',
    '東京タワーへ行きました',
    '한국어로 검색하기',
    'พรุ่งนี้ไปตลาด',
    '上下海洋，明日天気',
  ];
  await write(house, team, ben, lines);
  await index();
  expect(await find('上海')).toEqual([lines[0]]);
  expect(await find('明天 上海')).toEqual([lines[0]]);
  expect(await find('明日天気')).toEqual([lines[4]]);
  expect(await find('タワー')).toEqual([lines[1]]);
  expect(await find('ﾀﾜｰ')).toEqual([lines[1]]);
  expect(await find('海')).toEqual([lines[4], lines[0]]);
  expect(await find('검색')).toEqual([lines[2]]);
  expect(await find('ตลาด')).toEqual([lines[3]]);
  expect(await find('京東')).toEqual([]);
});

test('Arabic is found with and without its vowel signs', async () => {
  await write(house, team, ben, ['السَّلامُ عليكم', 'كتاب جديد']);
  await index();
  expect(await find('السلام')).toEqual(['السَّلامُ عليكم']);
  expect(await find('كِتَاب')).toEqual(['كتاب جديد']);
});

test('C9: operators are words like all others, and wildcards are nothing', async () => {
  await write(house, team, ben, ['red or blue', 'red', '100% sure', 'a_b', "it's -- done; drop"]);
  await index();
  expect(await find('red OR blue')).toEqual(['red or blue']);
  expect(await find('red -blue')).toEqual(['red or blue']);
  expect(await find('"red')).toEqual(['red', 'red or blue']);
  expect(await find('%')).toEqual([]);
  expect(await find('*')).toEqual([]);
  expect(await find('r_d')).toEqual([]);
  expect(await find('a_')).toEqual(['a_b']);
  expect(await find(String.raw`a\_`)).toEqual([]);
  expect(await find("' or '1'='1")).toEqual([]);
  expect(await find("done'; drop")).toEqual(["it's -- done; drop"]);
});

test('only what somebody may see now is found, and a thread by its two alone', async () => {
  const thread = await seedThread(house, team, ada, ben);
  await write(house, thread, ben, ['walrus secret'], ada.id);
  await write(house, team, ben, ['walrus for all']);
  await index();
  expect(await find('walrus', ada)).toEqual(['walrus for all', 'walrus secret']);
  expect(await find('walrus', cleo)).toEqual([]);
  const carl = await house.somebody('member');
  await house.sql(
    `INSERT INTO members (channel_id, person_id, joined_version, joined_at)
     VALUES (?, ?, 1, UTC_TIMESTAMP(3))`,
    [team, carl.id],
  );
  expect(await find('walrus', carl)).toEqual(['walrus for all']);
  const { found } = await call.searchMessages(house.by(ben, 'web'), { q: 'walrus', limit: 10 });
  expect(found[1]).toMatchObject({
    channel_id: thread,
    direct: { team_id: team, person: ada.id },
    message: { to: ada.id },
  });
  await house.sql('DELETE FROM members WHERE person_id = ?', [ada.id]);
  expect(await find('walrus', ada)).toEqual([]);
});

test('is narrowed to a channel, a person by id or nick, and a tag of the team', async () => {
  const other = await seedTeam(house, [ada, ben]);
  const thread = await seedThread(house, team, ada, ben);
  await house.sql("UPDATE people SET nick = CONCAT('n-', LEFT(id, 13)) WHERE id = ?", [ben.id]);
  await write(house, team, ben, ['penguin one']);
  await write(house, other, ada, ['penguin two']);
  await write(house, thread, ada, ['penguin three'], ben.id);
  await index();
  expect(await find('penguin')).toEqual(['penguin three', 'penguin two', 'penguin one']);
  expect(await find('penguin', ada, { channel_id: other })).toEqual(['penguin two']);
  expect(await find('penguin', ada, { channel_id: team, to: ben.id })).toEqual(['penguin three']);
  expect(await find('penguin', ada, { from: ben.id })).toEqual(['penguin one']);
  const nick = `n-${ben.id.slice(0, 13)}`;
  expect(await find('penguin', ada, { from: nick })).toEqual(['penguin one']);
  expect(await find('penguin', ada, { from: 'nobody' })).toEqual([]);
  expect(await find('penguin', ada, { tag: 'harbour' })).toEqual(['penguin three', 'penguin one']);
});

test('what is edited is found by its new text alone, what is deleted no more', async () => {
  const seq = await write(house, team, ben, ['the old heron']);
  await write(house, team, ben, ['another heron']);
  await index();
  await call.editMessage(house.by(ben, 'web'), { channel_id: team, seq, data: 'a new stork' });
  await call.deleteMessage(house.by(ben, 'web'), { channel_id: team, seq: seq + 1 });
  expect(await find('heron')).toEqual(['a new stork']);
  await index();
  expect(await find('heron')).toEqual([]);
  expect(await find('stork')).toEqual(['a new stork']);
});

test('pages go on where the last one ended, newest first', async () => {
  const texts = Array.from({ length: 25 }, (_, number) => `magpie ${number}`);
  await write(house, team, ben, texts);
  await index();
  const pages: string[][] = [];
  let after: object | undefined;
  do {
    const wish = { q: 'magpie', limit: 10, ...(after && { after }) } as never;
    const { found, next } = await call.searchMessages(house.by(ada, 'web'), wish);
    pages.push(found.map(({ message }) => message.data));
    after = next ?? undefined;
  } while (after);
  expect(pages.map((page) => page.length)).toEqual([10, 10, 5]);
  expect(pages.flat()).toEqual(texts.toReversed());
});

test('a snippet is cut around what was found', async () => {
  const far = `${'lorem ipsum '.repeat(60)}the Kingfisher lands ${'dolor sit '.repeat(60)}`;
  await write(house, team, ben, [far]);
  await index();
  const wish = { q: 'kingfisher', limit: 10 };
  const { found } = await call.searchMessages(house.by(ada, 'web'), wish);
  expect(found[0]!.snippet).toMatch(/^….*the Kingfisher lands.*…$/);
  expect([...found[0]!.snippet].length).toBeLessThanOrEqual(162);
});

test('several processes index together, and nothing is left out or done twice', async () => {
  const teams = await Promise.all(Array.from({ length: 8 }, () => seedTeam(house, [ada, ben])));
  for (const one of teams) {
    const texts = Array.from({ length: 120 }, (_, number) => `osprey${number} text`);
    await write(house, one, ben, texts);
  }
  await Promise.all([index(), index(), index()]);
  await index();
  const [row] = await house.sql<{ terms: number; positions: number }>(
    `SELECT (SELECT COUNT(*) FROM search_terms WHERE term LIKE 'osprey%') AS terms,
       (SELECT COUNT(*) FROM channels JOIN search_positions p ON p.channel_id = channels.id
        WHERE p.seq = channels.head AND channels.id IN (${teams.map(() => '?').join(', ')}))
       AS positions`,
    teams,
  );
  expect(row).toEqual({ terms: 8 * 120, positions: 8 });
});

test('D9: a common word is looked for by indexes, in a bounded number of places', async () => {
  const busy = await seedTeam(house, [ada, ben]);
  await house.sql(
    `INSERT INTO messages (channel_id, seq, org_id, sender_id, sender_name, sender_role, cid,
       recipient, type, body, sent_at)
     WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
     SELECT ?, (a.i - 1) * 1000 + b.i, 'main', ?, 'Ben', 'member', CONCAT(a.i, '-', b.i), '*',
       'text', 'common words', UTC_TIMESTAMP(3) FROM n a, n b WHERE a.i <= 20`,
    [busy, ben.id],
  );
  await house.sql(
    `INSERT INTO search_terms (term, channel_id, seq)
     SELECT term, channel_id, seq FROM messages,
       (SELECT 'common' AS term UNION ALL SELECT 'words') terms WHERE channel_id = ?`,
    [busy],
  );
  await house.sql('UPDATE channels SET head = 20000 WHERE id = ?', [busy]);
  await house.sql('INSERT INTO search_positions (channel_id, seq) VALUES (?, 20000)', [busy]);
  const readRows = async () => {
    const { rows } = await sql<{ Variable_name: string; Value: string }>`
      show global status like 'Handler_read%'`.execute(house.db);
    return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
  };
  for (const query of ['common word', 'wor', 'common words ', 'nothing common wor']) {
    // Others may be at work on the same server: what this took is no more than the least of three.
    const taken: number[] = [];
    for (let look = 0; look < 3; look++) {
      const before = await readRows();
      expect(await find(query)).toHaveLength(query.startsWith('nothing') ? 0 : 50);
      taken.push((await readRows()) - before);
    }
    expect(Math.min(...taken)).toBeLessThan(60_000);
  }
});

test('V1: what others write elsewhere does not show in what a search finds or misses', async () => {
  const own = await seedTeam(house, [cleo]);
  const words = Array.from(
    { length: 30 },
    (_, at) => `acquisitionzz${String(at).padStart(2, '0')}`,
  );
  await write(house, own, cleo, words);
  await index();
  const before = await find('acquisition', cleo);
  expect(before).toHaveLength(30);
  await write(house, team, ben, ['About the acquisition']);
  await index();
  expect(await find('acquisition', cleo)).toEqual(before);
});

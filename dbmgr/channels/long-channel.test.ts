import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../database/open-database.ts';
import { startMessageWriter } from '../messages/writer.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { channelHandlers as handlers } from './handlers.ts';

const few = 400;
const many = 51_200;
const pageEntries = 50;

type Place = { visitor: Somebody; channel: string; length: number };

let talk: TalkStage;
/** One connection, so that its own counters are those of whatever runs here. */
let db: Database;
let short: Place;
let long: Place;

beforeAll(async () => {
  talk = await openTalkStage();
  db = openDatabase({ url: talk.stage.database.urls.main, connections: 1, together: true });
  short = await openPlace(few);
  long = await openPlace(many);
});
afterAll(async () => {
  await db.destroy();
  await talk[Symbol.asyncDispose]();
});

/** A channel of so many messages: the first is said, and each statement doubles what there is. */
async function openPlace(length: number): Promise<Place> {
  const visitor = await talk.somebody('user');
  const channel = await talk.start(visitor, 'person');
  await talk.say(visitor, channel, 'the first');
  const [row] = (await talk.sql('SELECT head FROM channels WHERE id = ?', [channel])) as {
    head: number;
  }[];
  const first = row!.head;
  for (let rows = 1; rows < length; rows *= 2) {
    await talk.sql(
      `INSERT INTO messages (channel_id, seq, org_id, sender_id, sender_name, sender_role, cid,
         recipient, type, body, sent_at)
       SELECT channel_id, seq + ?, org_id, sender_id, sender_name, sender_role,
         CONCAT('c-', seq + ?), recipient, type, body, sent_at
       FROM messages WHERE channel_id = ? AND seq < ?`,
      [rows, rows, channel, first + length - rows],
    );
  }
  const head = first + length - 1;
  await talk.sql('UPDATE channels SET head = ? WHERE id = ?', [head, channel]);
  return { visitor, channel, length: head };
}

/** Rows and index entries that this connection has been handed so far. */
async function readsSoFar(): Promise<number> {
  const { rows } = await sql<{ Value: string }>`show session status like 'Handler_read%'`.execute(
    db,
  );
  return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
}

/** What reading the counters costs by itself: some servers keep them in a table. */
async function costOfLooking(): Promise<number> {
  return -(await readsSoFar()) + (await readsSoFar());
}

async function readsOf(work: () => Promise<unknown>): Promise<number> {
  await work();
  const looking = await costOfLooking();
  const before = await readsSoFar();
  await work();
  return (await readsSoFar()) - before - looking;
}

const by = (who: Somebody) => ({ ...talk.by(who), db });

async function post({ visitor, channel }: Place): Promise<void> {
  const { bus } = talk;
  const log = talk.stage.log.logOf('dbmgr');
  const now = () => new Date();
  await using writer = startMessageWriter({ db, bus, log, now, onTasks: () => undefined });
  const id = crypto.randomUUID();
  const message = { login: visitor.login, channel_id: channel, id, to: '*', data: 'one more' };
  const [result] = await writer.write([{ ...message, type: 'text' }]);
  expect(result).toMatchObject({ seq: expect.any(Number) as number });
}

const ways: [string, number, (place: Place) => Promise<unknown>][] = [
  ['opening it', 20, ({ visitor }) => handlers.joinChannels(by(visitor), {})],
  [
    'reading its end',
    pageEntries + 20,
    ({ visitor, channel }) =>
      handlers.readPage(by(visitor), { channel_id: channel, limit: pageEntries }),
  ],
  [
    'paging back from its middle',
    pageEntries + 20,
    ({ visitor, channel, length }) => {
      const before = Math.floor(length / 2);
      return handlers.readPage(by(visitor), { channel_id: channel, before, limit: pageEntries });
    },
  ],
  [
    'what a relay missed',
    pageEntries + 20,
    ({ visitor, channel, length }) =>
      handlers.readGap(by(visitor), { channel_id: channel, after: length - pageEntries }),
  ],
  ['posting to it', 30, post],
];

test.for(ways)('%s costs %i rows at most, however long the channel is', async ([, most, way]) => {
  const [few, many] = [await readsOf(() => way(short)), await readsOf(() => way(long))];
  expect(many).toBeLessThanOrEqual(most);
  expect(Math.abs(many - few)).toBeLessThanOrEqual(2);
});

test('a page is a range of the primary key', async () => {
  const { rows } = await sql<{ type: string; key: string; rows: number | string }>`
    explain format=traditional select seq, body from messages
    where channel_id = ${long.channel} and seq >= ${many - 100} and seq <= ${many - 51}`.execute(
    db,
  );
  expect(rows).toMatchObject([{ type: 'range', key: 'PRIMARY' }]);
  expect(Number(rows[0]!.rows)).toBeLessThan(4 * pageEntries);
});

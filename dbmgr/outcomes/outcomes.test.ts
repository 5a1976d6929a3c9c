import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DayAccount } from '../../internal/contract/outcomes.ts';
import { dateAt } from '../../internal/policy/days.ts';
import { banHandlers } from '../bans/handlers.ts';
import { conversationHandlers as handlers } from '../conversations/handlers.ts';
import { keepAlarms } from '../alarms/keep-alarms.ts';
import { endLogin } from '../logins/end-login.ts';
import { applyReply } from '../tasks/apply-reply.ts';
import { type Desk, newOrganisation, openDesk } from '../testing/desk.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { outcomeHandlers } from './handlers.ts';

let talk: TalkStage;
let desk: Desk;
let org: string;
let admin: Somebody;
beforeAll(async () => {
  talk = await openTalkStage();
  desk = openDesk(talk);
});
afterAll(() => talk[Symbol.asyncDispose]());
beforeEach(async () => {
  org = await newOrganisation(talk);
  admin = await talk.somebody('admin', { org });
});

const today = () => dateAt('UTC', new Date());
const readDay = (date?: string) =>
  outcomeHandlers.readDay(talk.by(admin, 'web'), date ? { date } : {});
const agent = (name: string) => desk.workingAgent({ org, name });
const summary = ({ rows }: DayAccount) =>
  Object.fromEntries(
    rows.map((row) => [`${row.kind} ${row.by?.name ?? row.reason ?? ''}`.trim(), row.messages]),
  );

async function visit(name = 'Vera', partner = 'person') {
  const visitor = await talk.somebody('user', { org, name });
  const channel = await talk.start(visitor, partner);
  const says = async (...texts: string[]) => {
    for (const text of texts) await talk.say(visitor, channel, text);
  };
  return { visitor, channel, says };
}

async function reconcile(): Promise<DayAccount> {
  const account = await readDay();
  const [row] = await talk.sql<{ count: number }>(
    `SELECT COUNT(*) AS count FROM messages WHERE org_id = ? AND sender_role = 'user'`,
    [org],
  );
  expect(account.missing).toBe(0);
  expect(account.total).toBe(row!.count);
  expect(account.rows.reduce((sum, one) => sum + one.messages, 0)).toBe(account.total);
  expect(account.rows.filter(({ kind }) => kind === 'lost')).toEqual([]);
  return account;
}

describe('every message of a day is accounted for', () => {
  test('a day on which nobody wrote', async () => {
    expect(await reconcile()).toMatchObject({ total: 0, rows: [], missing: 0, is_today: true });
  });

  test('answered, handed on, returned, left, called back, closed and still open', async () => {
    const [ana, bob] = [await agent('Ana'), await agent('Bob')];
    const answered = await visit();
    await answered.says('one', 'two');
    await desk.take(ana, answered.channel);
    await talk.say(ana, answered.channel, 'Hello');
    await answered.says('three');
    await talk.say(ana, answered.channel, 'Bye');
    await desk.close(ana, answered.channel);

    const handed = await visit('Ali');
    await desk.take(ana, handed.channel);
    await handed.says('for Ana');
    await handlers.transferConversation(talk.by(ana), {
      channel_id: handed.channel,
      to: { agent: bob.id },
      note: '',
    });
    await talk.say(bob, handed.channel, 'I have it now');

    const returned = await visit('Zoe');
    await desk.take(bob, returned.channel);
    await returned.says('back to the queue');
    await desk.handOff(bob, returned.channel);
    await desk.take(ana, returned.channel);
    await talk.say(ana, returned.channel, 'Here');

    const held = await visit('Ida');
    await desk.take(ana, held.channel);
    await held.says('hold me');
    await talk.sql('UPDATE members SET seen_seq = 99 WHERE person_id = ?', [ana.id]);
    await desk.hold(ana, held.channel);
    await held.says('wake up');

    const left = await visit('Leo');
    await left.says('call me');
    await handlers.leaveMessage(talk.by(left.visitor), { channel_id: left.channel });
    await left.says('please');
    const called = await visit('Mia');
    await called.says('call me, too');
    await handlers.leaveMessage(talk.by(called.visitor), { channel_id: called.channel });
    await desk.take(bob, called.channel);
    await talk.say(bob, called.channel, 'I call');

    const closed = await visit('Uma');
    await closed.says('nobody answers');
    await handlers.closeConversation(talk.by(closed.visitor), { channel_id: closed.channel });

    expect(summary(await reconcile())).toEqual({
      'person Ana': 3,
      'handed_on Bob': 1,
      'handed_on Ana': 1,
      'called_back Bob': 1,
      left: 2,
      open: 2,
      'expired closed': 1,
    });
  });

  test('bans, forgotten guests, deleted and edited messages, agents who went, alarms', async () => {
    const ana = await agent('Ana');
    const banned = await visit('Eve');
    await desk.take(ana, banned.channel);
    await banned.says('spam');
    await banHandlers.banGuest(talk.by(admin), {
      id: banned.visitor.id,
      minutes: 60,
      reason: '',
      address: false,
    });
    const gone = await visit('Gil');
    await gone.says('hello?', 'never mind');
    await endLogin(talk.by(gone.visitor));
    const edited = await visit('Ed');
    await edited.says('gone', 'kept');
    await talk.sql('UPDATE messages SET deleted_at = sent_at WHERE channel_id = ? AND body = ?', [
      edited.channel,
      'gone',
    ]);
    await talk.sql('UPDATE messages SET edited_at = sent_at, body = ? WHERE body = ?', [
      'x',
      'kept',
    ]);
    const unseen = await visit('Una');
    await desk.take(ana, unseen.channel);
    await unseen.says('look at me');
    const look = (afterS: number) =>
      keepAlarms({
        db: talk.db,
        bus: talk.bus,
        publicUrl: 'https://chat.example',
        now: () => new Date(Date.now() + afterS * 1000),
      });
    for (const afterS of [1, 16, 46, 122]) await look(afterS);
    await desk.deactivate(ana);
    expect(summary(await reconcile())).toEqual({
      'expired banned': 1,
      'expired gone': 2,
      withdrawn: 1,
      open: 2,
    });
  });

  test('answers of automations, and of whom they hand a visitor to', async () => {
    org = 'main';
    admin = await talk.somebody('admin');
    const ana = await agent('Ana');
    const { visitor, channel, says } = await visit('Vera', 'chat-bot');
    await says('reverse me');
    const [task] = await talk.sql<{ id: string; epoch: number }>(
      'SELECT id, epoch FROM tasks WHERE channel_id = ?',
      [channel],
    );
    const messages = [{ type: 'text' as const, data: 'me reverse' }];
    const reply = { task: task!.id, epoch: task!.epoch, messages };
    await applyReply(talk.by(null, 'chat-bot'), reply);
    await says('a person, please');
    await desk.handOff(visitor, channel);
    await desk.take(ana, channel);
    await talk.say(ana, channel, 'Here I am');
    expect(summary(await reconcile())).toEqual({
      'automation Word reverser': 1,
      'handed_on Ana': 1,
    });
  });

  test('what does not add up is lost, and named', async () => {
    const { channel, says } = await visit();
    await says('one', 'two');
    await talk.sql('DELETE FROM conversations WHERE channel_id = ?', [channel]);
    const account = await readDay();
    expect(account).toMatchObject({ total: 2, missing: 0 });
    expect(account.rows).toMatchObject([{ kind: 'lost', messages: 2, conversations: 1 }]);
    const wish = { date: today(), key: 'lost', from: 0 };
    const list = await outcomeHandlers.listConversations(talk.by(admin, 'web'), wish);
    expect(list.conversations).toMatchObject([{ channel_id: channel, state: null, messages: 2 }]);
  });
});

test('a day is a day of the organisation, with 23 hours in spring', async () => {
  await talk.sql(
    'INSERT INTO org_settings (org_id, version, settings, changed_at) VALUES (?, 1, ?, NOW(3))',
    [
      org,
      JSON.stringify({
        hours: { zone: 'Europe/Berlin', week: week(), exceptions: [], holidays: [] },
      }),
    ],
  );
  const { channel, says } = await visit();
  await says('a', 'b', 'c', 'd');
  const times = [
    '2025-03-29 22:59:59.999',
    '2025-03-29 23:00:00.000',
    '2025-03-30 21:59:59.999',
    '2025-03-30 22:00:00.000',
  ];
  for (const [place, time] of times.entries()) {
    await talk.sql('UPDATE messages SET sent_at = ? WHERE channel_id = ? AND body = ?', [
      time,
      channel,
      'abcd'[place],
    ]);
  }
  expect(await readDay('2025-03-29')).toMatchObject({ total: 1, missing: 0, is_today: false });
  expect(await readDay('2025-03-30')).toMatchObject({ total: 2, missing: 0 });
  expect(await readDay('2025-03-31')).toMatchObject({ total: 1, missing: 0 });
});

test('a list of a day that is going on ends now, as its account does', async () => {
  const { channel, says } = await visit();
  await says('before', 'after');
  const dated = 'UPDATE messages SET sent_at = ? WHERE channel_id = ? AND body = ?';
  await talk.sql(dated, ['2025-03-30 10:00:00.000', channel, 'before']);
  await talk.sql(dated, ['2025-03-30 12:00:00.000', channel, 'after']);
  const at = { ...talk.by(admin, 'web'), now: () => new Date('2025-03-30T11:00:00Z') };
  const { date, rows } = await outcomeHandlers.readDay(at, {});
  const wish = { date, key: rows[0]!.key, from: 0 };
  // Together they hear of one look at the day, whoever asked first.
  const [list, account] = await Promise.all([
    outcomeHandlers.listConversations(at, wish),
    outcomeHandlers.readDay(at, {}),
  ]);
  expect(list.conversations).toMatchObject([{ channel_id: channel, messages: 1 }]);
  expect(account).toMatchObject({ total: 1, missing: 0, is_today: true });
});

const week = () =>
  Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, []]));

test('a day of many messages is read page by page, and its conversations, too', async () => {
  const ana = await agent('Ana');
  const { channel, says } = await visit();
  await says('first');
  await desk.take(ana, channel);
  const [row] = await talk.sql<{ visitor_id: string }>(
    'SELECT visitor_id FROM conversations WHERE channel_id = ?',
    [channel],
  );
  const rows = 18_000;
  await talk.sql(
    `INSERT INTO messages (channel_id, seq, org_id, sender_id, sender_name, sender_role, cid,
      recipient, type, body, sent_at)
     WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 999),
       m AS (SELECT a.i + 999 * b.i AS i FROM n a JOIN n b ON b.i <= 19)
     SELECT ?, 1000 + i, ?, IF(i % 3 = 0, ?, ?), 'x', IF(i % 3 = 0, 'agent', 'user'),
       CONCAT('c', i),
       '*', 'text', 'x', UTC_TIMESTAMP(3) FROM m LIMIT ${rows}`,
    [channel, org, ana.id, row!.visitor_id],
  );
  const account = await reconcile();
  expect(account.total).toBeGreaterThan(11_000);
  expect(account.rows.length).toBeLessThanOrEqual(2);
  const { key } = account.rows[0]!;
  const page = await outcomeHandlers.listConversations(talk.by(admin, 'web'), {
    date: today(),
    key,
    from: 0,
  });
  expect(page).toMatchObject({ next: null, conversations: [{ visitor: 'Vera' }] });
});

test('one conversation is told from its beginning to its end', async () => {
  const ana = await agent('Ana');
  const { channel, says } = await visit();
  await desk.take(ana, channel);
  await says('Hello?');
  await keepAlarms({
    db: talk.db,
    bus: talk.bus,
    publicUrl: 'https://x.example',
    now: () => new Date(Date.now() + 1000),
  });
  await talk.say(ana, channel, 'Hi');
  const by = talk.by(admin, 'web');
  expect(await outcomeHandlers.readConversation(by, { channel_id: channel })).toMatchObject({
    visitor: 'Vera',
    state: 'open',
    spells: [
      { by: null, how: 'started', ended_by: 'taken' },
      { by: { name: 'Ana' }, how: 'taken', ended_by: null },
    ],
    steps: [{ step: 'rung', kind: 'line' }],
    lines: [{ text: 'Hello?', kind: 'person', by: { name: 'Ana' } }],
  });
  const stranger = await talk.somebody('admin');
  const foreign = outcomeHandlers.readConversation(talk.by(stranger, 'web'), {
    channel_id: channel,
  });
  await expect(foreign).rejects.toMatchObject({ code: 'not_found' });
  const asAgent = outcomeHandlers.readDay(talk.by(ana, 'web'), {});
  await expect(asAgent).rejects.toMatchObject({ code: 'forbidden' });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { deskHandlers } from '../desks/handlers.ts';
import { openDesk } from '../testing/desk.ts';
import { openTalkStage, type TalkStage } from '../testing/talk-stage.ts';
import { sumUp } from '../reports/read-report.ts';
import { shortenLists, sweepRetention } from './sweep.ts';

let talk: TalkStage;
beforeAll(async () => {
  talk = await openTalkStage();
});
afterAll(() => talk[Symbol.asyncDispose]());

const dayMs = 24 * 3_600_000;
const inDays = (days: number) => () => new Date(Date.now() + days * dayMs);
const sweep = (days: number) => sweepRetention({ db: talk.db, bus: talk.bus, now: inDays(days) });

async function keep(days: number | null): Promise<void> {
  await talk.sql(
    `INSERT INTO org_settings (org_id, version, settings, changed_at) VALUES ('main', 1, ?, NOW(3))
     ON DUPLICATE KEY UPDATE settings = VALUES(settings)`,
    [JSON.stringify({ retention_days: days })],
  );
}

async function count(table: string, channel: string): Promise<number> {
  const [row] = await talk.sql<{ n: number }>(
    `SELECT COUNT(*) AS n FROM ${table} WHERE channel_id = ?`,
    [channel],
  );
  return Number(row?.n);
}

/** A conversation with messages, a file, notes and a word of the index; closed when told. */
async function converse(closed = true) {
  const desk = openDesk(talk);
  const visitor = await talk.somebody('user', { name: 'Vera' });
  const agent = await desk.workingAgent({ name: 'Ann' });
  const { channel } = await desk.start(visitor, 'person');
  await talk.say(visitor, channel.id, 'a secret of mine');
  await desk.take(agent, channel.id);
  await talk.say(agent, channel.id, 'an answer to it');
  await talk.sql(
    `INSERT INTO attachments (id, org_id, channel_id, person_id, name, content_type, size, state,
     seq, made_at) VALUES (?, 'main', ?, ?, 'a.png', 'image/png', 5, 'sent', 1, NOW(3))`,
    [`file-${channel.id}`, channel.id, visitor.id],
  );
  await talk.sql("INSERT INTO search_terms (term, channel_id, seq) VALUES ('secret', ?, 1)", [
    channel.id,
  ]);
  await talk.sql(
    `UPDATE conversations SET staff_note = 'wants a secret', contact_email = 'vera@example.org'
     WHERE channel_id = ?`,
    [channel.id],
  );
  if (closed) await desk.close(agent, channel.id);
  return { desk, visitor, agent, channel: channel.id };
}

const mailsAndVisits = `SELECT (SELECT COUNT(*) FROM mails) AS mails,
  (SELECT COUNT(*) FROM visits) AS visits`;

test('what is kept no longer is gone everywhere, and the figures of it stay', async () => {
  await keep(30);
  const { channel, visitor, desk } = await converse();
  const open = await converse(false);
  const before = await sumUp(talk.db, 'main', { preset: 'today' }, new Date());
  expect(before.numbers.first_answer?.count).toBe(2);

  await talk.sql(
    `INSERT INTO mails (id, org_id, mail_key, recipient, subject, content, state, made_at, due_at,
       ended_at)
     SELECT state, 'main', state, 'vera@example.org', 'Conversation', '{"text":"a secret"}', state,
       NOW(3), NOW(3), ended_at
     FROM (SELECT 'dead' AS state, NOW(3) AS ended_at UNION ALL SELECT 'waiting', NULL) some`,
  );
  await talk.sql(
    `INSERT INTO visits (person_id, org_id, page, at)
     VALUES (?, 'main', 'https://shop.example.org/secret', NOW(3)),
       (?, 'main', 'https://shop.example.org/', NOW(3))`,
    [visitor.id, (await talk.somebody('user', { name: 'Who never asked' })).id],
  );
  expect((await sweep(29)).size).toBe(0);
  expect(await talk.sql(mailsAndVisits)).toEqual([{ mails: 2, visits: 2 }]);
  expect(await count('messages', channel)).toBe(2);
  const swept = await sweep(31);
  expect(swept.get('main')).toEqual({ conversations: 1, messages: 2, files: 1 });
  for (const table of ['messages', 'changes', 'members', 'search_terms']) {
    expect([table, await count(table, channel)]).toEqual([table, 0]);
  }
  expect(await talk.sql('SELECT id FROM channels WHERE id = ?', [channel])).toEqual([]);
  const [file] = await talk.sql('SELECT state FROM attachments WHERE channel_id = ?', [channel]);
  expect(file).toEqual({ state: 'gone' });
  expect(await desk.row(channel)).toMatchObject({
    state: 'closed',
    visitor_name: 'Vera',
    staff_note: null,
    contact_email: null,
  });
  expect(await talk.sql(mailsAndVisits)).toEqual([{ mails: 1, visits: 0 }]);

  expect(await count('messages', open.channel)).toBe(2);
  const after = await sumUp(talk.db, 'main', { preset: 'today' }, new Date());
  expect(after.numbers).toEqual(before.numbers);
  await expect
    .poll(() => desk.toldTo('channelLeft', visitor.id).at(-1))
    .toMatchObject({ channel_id: channel });
  await expect(talk.say(visitor, channel, 'hello?')).resolves.toMatchObject({ code: 'not_found' });
});

test('the address that a guest left goes with the last of what they said', async () => {
  await keep(30);
  const { channel, visitor, desk } = await converse();
  const addresses = () => talk.sql('SELECT contact_email FROM people WHERE id = ?', [visitor.id]);
  await talk.sql("UPDATE people SET contact_email = 'vera@example.org' WHERE id = ?", [visitor.id]);
  const { channel: next } = await desk.start(visitor, 'person');
  await sweep(31);
  expect(await desk.row(channel)).toMatchObject({ cleared_at: expect.any(Date) as Date });
  expect(await addresses()).toEqual([{ contact_email: 'vera@example.org' }]);
  await desk.close(visitor, next.id);
  await sweep(31);
  expect(await addresses()).toEqual([{ contact_email: null }]);
});

test('what an automation has ends when nobody came back to it, and goes in its turn', async () => {
  await keep(30);
  const desk = openDesk(talk);
  const visitor = await talk.somebody('user');
  const { channel } = await desk.start(visitor, 'chat-bot');
  await talk.say(visitor, channel.id, 'is anybody there?');
  const waits = await desk.start(await talk.somebody('user'), 'person');
  await sweep(29);
  expect(await desk.row(channel.id)).toMatchObject({ state: 'bot' });
  await Promise.all([sweep(31), sweep(31)]);
  expect(await desk.row(channel.id)).toMatchObject({ state: 'closed', cleared_at: null });
  await expect.poll(() => desk.changes(channel.id)).toEqual([['gone', 'closed', 2]]);
  expect(await count('messages', channel.id)).toBe(1);
  await sweep(60);
  expect(await count('messages', channel.id)).toBe(1);
  await sweep(62);
  expect(await count('messages', channel.id)).toBe(0);
  expect(await desk.row(waits.channel.id)).toMatchObject({ state: 'waiting' });
});

test('what was cleared is on no list, and opens empty', async () => {
  await keep(30);
  const { visitor, agent, channel } = await converse();
  await sweep(40);
  const { conversations } = await deskHandlers.listConversations(talk.by(agent), {
    words: '',
    live: false,
  });
  expect(conversations.map(({ channel_id }) => channel_id)).not.toContain(channel);
  const opened = await deskHandlers.readConversation(talk.by(agent), { channel_id: channel });
  expect(opened).toMatchObject({ messages: [], more: false });
  const { channel: next } = await openDesk(talk).start(visitor, 'person');
  const asked = await deskHandlers.readVisitor(talk.by(agent), { channel_id: next.id });
  expect(asked.visitor.earlier).toEqual([]);
});

test('one entry of the audit log says how much one sweep took', async () => {
  await keep(10);
  await converse();
  await converse();
  const entries = () =>
    talk.sql<{ actor: string; detail: string }>(
      "SELECT actor, detail FROM audit WHERE action = 'retention.sweep' ORDER BY id",
    );
  const { length } = await entries();
  expect((await sweep(11)).get('main')).toMatchObject({ conversations: 2, messages: 4 });
  expect((await entries()).slice(length)).toEqual([
    {
      actor: 'Natter',
      detail: 'older than 10 days: 2 conversations, 4 messages, 2 files',
    },
  ]);
  expect((await sweep(11)).size).toBe(0);
  expect((await entries()).length).toBe(length + 1);
});

test('several at once take each away once, and a clock set back takes nothing', async () => {
  await keep(5);
  for (let made = 0; made < 4; made++) await converse();
  const sweeps = await Promise.all([sweep(6), sweep(6), sweep(6)]);
  const all = sweeps.flatMap((one) => [...one.values()]);
  expect(all.reduce((sum, one) => sum + one.conversations, 0)).toBe(4);
  expect(all.reduce((sum, one) => sum + one.messages, 0)).toBe(8);
  const { channel } = await converse();
  expect((await sweep(-400)).size).toBe(0);
  expect(await count('messages', channel)).toBe(2);
});

test('without a number of days everything stays', async () => {
  await keep(null);
  const { channel } = await converse();
  expect((await sweep(4000)).size).toBe(0);
  expect(await count('messages', channel)).toBe(2);
});

test('who was offered it or rung for goes with it, and old invitations go', async () => {
  await keep(30);
  const [{ channel }, { channel: open, agent }] = [await converse(), await converse(false)];
  const rows = 'SELECT id, org_id, channel_id FROM conversations WHERE channel_id IN (?, ?)';
  for (const row of await talk.sql<Record<string, string>>(rows, [channel, open])) {
    await talk.sql(
      `INSERT INTO offers (id, org_id, conversation_id, agent_id, why, made_at, ends_at, ended_at)
       VALUES (?, ?, ?, ?, '{}', NOW(3), NOW(3), NOW(3))`,
      [`offer-${row.id}`.slice(0, 64), row.org_id, row.id, agent.id],
    );
    await talk.sql(
      `INSERT INTO alarms (conversation_id, epoch, seq, org_id, channel_id, kind, since, ended_at)
       VALUES (?, 1, 1, ?, ?, 'waiting', NOW(3), NOW(3))`,
      [row.id, row.org_id, row.channel_id],
    );
    await talk.sql(
      `INSERT INTO alarm_steps (conversation_id, epoch, seq, step, org_id, done_at, told)
       VALUES (?, 1, 1, 'ring', ?, NOW(3), 1)`,
      [row.id, row.org_id],
    );
  }
  for (const ended of ['NOW(3)', 'NULL']) {
    await talk.sql(
      `INSERT INTO invitations (id, org_id, agent_id, agent_name, visitor_id, made_at, ends_at,
         ended_at) VALUES (UUID(), 'main', ?, 'Ann', 'somebody', NOW(3), NOW(3), ${ended})`,
      [agent.id],
    );
  }
  const left = async () => {
    const where = 'WHERE conversation_id IN (SELECT id FROM conversations WHERE channel_id = ?)';
    const [counts] = await talk.sql<Record<string, number>>(
      `SELECT ${['offers', 'alarms', 'alarm_steps']
        .flatMap((table) =>
          ['closed', 'open'].map((state) => [
            `(SELECT COUNT(*) FROM ${table} ${where}) AS ${table}_${state}`,
          ]),
        )
        .join()}, (SELECT COUNT(*) FROM invitations) AS invitations`,
      [channel, open, channel, open, channel, open],
    );
    return Object.values(counts!).map(Number);
  };
  await sweep(29);
  expect(await left()).toEqual([1, 1, 1, 1, 1, 1, 2]);
  await sweep(31);
  expect(await left()).toEqual([0, 1, 0, 1, 0, 1, 1]);
});

test('the waiting list keeps what it said in the last days, and goes on', async () => {
  const list = 'waiting-main';
  await converse();
  const [before] = await talk.sql<{ head: number }>('SELECT head FROM channels WHERE id = ?', [
    list,
  ]);
  const shorten = (days: number) => shortenLists({ db: talk.db, bus: talk.bus, now: inDays(days) });
  const kept = await count('changes', list);
  expect(kept).toBeGreaterThan(0);
  await shorten(6);
  expect(await count('changes', list)).toBe(kept);
  await shorten(8);
  expect(await count('changes', list)).toBe(0);
  await converse();
  const said = await talk.sql<{ seq: number }>('SELECT seq FROM changes WHERE channel_id = ?', [
    list,
  ]);
  expect(Math.min(...said.map(({ seq }) => seq))).toBe(before!.head + 1);
});

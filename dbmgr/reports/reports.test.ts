import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedReports } from '../../internal/testing/report-seed.ts';
import { notePresent } from '../desks/note-seen.ts';
import { openDesk } from '../testing/desk.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { listLines } from './list-lines.ts';
import { readDashboard } from './read-dashboard.ts';
import { readReport, sumUp } from './read-report.ts';
import { fillFigures } from './store-figures.ts';
import { selectEnded, selectOpen } from './walk-figures.ts';

let talk: TalkStage;
let admin: Somebody;
beforeAll(async () => {
  talk = await openTalkStage();
  admin = await talk.somebody('admin', { name: 'Ada' });
});
afterAll(() => talk[Symbol.asyncDispose]());

const noBots = { list: () => [], isRunning: () => false };
const look = () => readDashboard(talk.by(admin, 'web'), noBots as never);
const report = () => readReport(talk.by(admin, 'web'), { preset: 'today' });

test('a report tells what became of each conversation, those that go on too', async () => {
  const desk = openDesk(talk);
  const ann = await desk.workingAgent({ name: 'Ann' });
  const visitors = [];
  for (const name of ['Vera', 'Walt', 'Xena']) visitors.push(await talk.somebody('user', { name }));
  const [vera, walt, xena] = visitors as [Somebody, Somebody, Somebody];
  const answered = await talk.start(vera, 'person');
  await talk.say(vera, answered, 'hello');
  await desk.take(ann, answered);
  await talk.say(ann, answered, 'hello, too');
  await desk.close(ann, answered);
  await talk.sql("UPDATE conversations SET category = 'Problem' WHERE state = 'closed'");
  const abandoned = await talk.start(walt, 'person');
  await desk.close(walt, abandoned);
  const open = await talk.start(xena, 'person');
  await desk.take(ann, open);

  const { numbers, agents, categories, hours, steps, step } = await report();
  expect(numbers).toMatchObject({
    conversations: 3,
    waited: 3,
    answered: 2,
    abandoned: 1,
    open: 1,
    first_answer: { count: 1 },
    handling: { count: 1 },
  });
  expect(agents).toMatchObject([{ id: ann.id, name: 'Ann', numbers: { conversations: 2 } }]);
  expect(categories).toMatchObject([{ name: 'Problem', numbers: { conversations: 1 } }]);
  expect(step).toBe('hour');
  for (const all of [hours, steps.map((one) => one.numbers)]) {
    expect(all.reduce((sum, one) => sum + one.conversations, 0)).toBe(3);
  }
  const { lines, next } = await listLines(talk.by(admin, 'web'), {
    period: { preset: 'today' },
    limit: 2,
  });
  expect(lines).toMatchObject([
    { visitor: 'Vera', outcome: 'answered', agents: ['Ann'] },
    { visitor: 'Walt', outcome: 'abandoned', agents: [], taken_at: null },
  ]);
  const rest = await listLines(talk.by(admin, 'web'), {
    period: { preset: 'today' },
    after: next!,
    limit: 2,
  });
  expect(rest).toMatchObject({ lines: [{ visitor: 'Xena', outcome: 'open' }], next: null });
});

test('what ended before figures were written down is filled in, and counts the same', async () => {
  const before = await report();
  await talk.sql('DELETE FROM figures');
  const now = () => new Date();
  expect(await fillFigures({ db: talk.db, now })).toBe(2);
  expect(await fillFigures({ db: talk.db, now })).toBe(0);
  expect((await report()).numbers).toEqual({ ...before.numbers });
});

test('the dashboard says who waits, and who is at work with which seats', async () => {
  const desk = openDesk(talk);
  const yuri = await talk.somebody('user', { name: 'Yuri' });
  await talk.start(yuri, 'person');
  const zoe = await desk.workingAgent({ name: 'Zoe', limit: 2 });
  await talk.sql(
    "UPDATE desks SET paused_at = NOW(3), pause_reason = 'Lunch', dnd = 1 WHERE person_id = ?",
    [zoe.id],
  );
  const gone = await desk.workingAgent({ name: 'Gone' });
  await talk.sql(
    'UPDATE desks SET seen_at = UTC_TIMESTAMP(3) - INTERVAL 20 SECOND WHERE person_id = ?',
    [gone.id],
  );
  const far = await desk.workingAgent({ name: 'Far' });
  await notePresent(talk.by(null), [{ id: far.id, org: 'main' }]);
  await talk.sql(
    'UPDATE desks SET present_at = present_at - INTERVAL 40 SECOND WHERE person_id = ?',
    [far.id],
  );
  const now = await look();
  expect(now).toMatchObject({ waiting: 1, with_agents: 1, left: 0 });
  expect(now.queue).toMatchObject([{ visitor: 'Yuri', state: 'waiting' }]);
  expect(now.longest_since).toBe(now.queue[0]!.since);
  expect(now.seats).toMatchObject([
    { name: 'Ann', state: 'online', open: 1, limit: 6 },
    { name: 'Far', state: 'away', open: 0 },
    { name: 'Gone', state: 'grace', open: 0 },
    { name: 'Zoe', state: 'break', reason: 'Lunch', dnd: true, limit: 2 },
  ]);
});

test('mails that were given up stand there for a week, those of the house alone', async () => {
  await talk.sql("INSERT INTO orgs (id, name, added_at) VALUES ('next', 'Next', NOW(3))");
  const mails = [
    ['main', 'desk@example.org', 'dead', 1],
    ['main', 'earlier@example.org', 'dead', 3],
    ['main', 'past@example.org', 'dead', 8],
    ['main', 'carried@example.org', 'sent', 1],
    ['next', 'theirs@example.org', 'dead', 1],
  ] as const;
  for (const [org, recipient, state, days] of mails) {
    await talk.sql(
      `INSERT INTO mails (id, org_id, mail_key, recipient, subject, content, state, made_at, due_at,
         ended_at, failure)
       SELECT ?, ?, ?, ?, 'Somebody waits', '{"text":""}', ?, at, at, at, '550 no such mailbox'
       FROM (SELECT NOW(3) - INTERVAL ? DAY AS at) then_`,
      [recipient, org, recipient, recipient, state, days],
    );
  }
  const { undelivered } = await look();
  expect(undelivered).toMatchObject([
    { recipient: 'desk@example.org', subject: 'Somebody waits', reason: '550 no such mailbox' },
    { recipient: 'earlier@example.org' },
  ]);
  await talk.sql("DELETE FROM mails WHERE org_id IN ('main', 'next')");
});

test('another organisation sees nothing of it, and nobody but admins anything', async () => {
  await talk.sql(
    "INSERT INTO orgs (id, name, added_at, active) VALUES ('other', 'Other', NOW(3), 1)",
  );
  const other = await talk.somebody('admin', { org: 'other' });
  const theirs = await readReport(talk.by(other, 'web'), { preset: 'month' });
  expect(theirs.numbers.conversations).toBe(0);
  expect(theirs.agents).toEqual([]);
  const agent = await talk.somebody('agent');
  await expect(readReport(talk.by(agent, 'web'), { preset: 'today' })).rejects.toMatchObject({
    code: 'forbidden',
  });
});

test('all that go on are counted, however many there are', async () => {
  const many = 20_500;
  await talk.sql(
    "INSERT INTO orgs (id, name, added_at, active) VALUES ('busy', 'Busy', NOW(3), 1)",
  );
  const boss = await talk.somebody('admin', { org: 'busy' });
  for (let made = 0; made < many; made += 500) {
    const ids = Array.from({ length: 500 }, (_, place) => `busy-${made + place}`);
    await talk.sql(
      `INSERT INTO conversations (id, org_id, channel_id, visitor_id, visitor_name, state,
         started_at, changed_at)
       VALUES ${ids.map(() => "(?, 'busy', ?, ?, 'Vera', 'bot', UTC_TIMESTAMP(), NOW(3))").join()}`,
      ids.flatMap((id) => [id, id, id]),
    );
  }
  const busy = await readReport(talk.by(boss, 'web'), { preset: 'today' });
  expect(busy.numbers).toMatchObject({ conversations: many, open: many });
}, 120_000);

test('days that make no time are refused by their field', async () => {
  const ask = (from: string, to: string) => readReport(talk.by(admin, 'web'), { from, to });
  await expect(ask('2027-03-02', '2027-03-01')).rejects.toMatchObject({
    code: 'invalid',
    fields: { to: 'must not be before the first day' },
  });
  await expect(ask('2026-01-01', '2027-03-01')).rejects.toMatchObject({ code: 'invalid' });
});

test('100,000 conversations are counted along one index while a caller waits', async () => {
  const agents = [];
  for (const name of ['Ali', 'Mia', 'Zoë'])
    agents.push((await talk.somebody('agent', { name })).id);
  const now = new Date('2026-01-01T00:00:00Z');
  await seedReports(talk, { agents, conversations: 100_000, days: 360, now });
  await talk.sql('ANALYZE TABLE figures, conversations, ratings');
  const from = new Date('2025-03-01');
  const until = new Date('2025-03-31');
  const ended = selectEnded(talk.db, 'main', { at: from, id: '' }, until).limit(5000).compile();
  const open = selectOpen(talk.db, 'main', { at: from, id: '' }, until).compile();
  const keys = async ({ sql, parameters }: typeof ended | typeof open) => {
    const rows = await talk.sql<{ table: string; key: string }>(
      `EXPLAIN FORMAT=TRADITIONAL ${sql}`,
      [...parameters],
    );
    return rows.map(({ table, key }) => [table, key]);
  };
  expect(await keys(ended)).toEqual([
    ['figures', 'figures_by_start'],
    ['ratings', 'PRIMARY'],
    ['conversations', 'PRIMARY'],
  ]);
  expect((await keys(open))[0]?.[1]).toMatch(/^conversations_(by_state|waiting|by_start)$/);
  const beganMs = performance.now();
  const year = await sumUp(talk.db, 'main', { from: '2025-01-10', to: '2025-12-31' }, now);
  const tookMs = performance.now() - beganMs;
  expect(year.numbers.conversations).toBeGreaterThan(95_000);
  expect(year.step).toBe('week');
  expect(year.numbers.abandoned / year.numbers.conversations).toBeCloseTo(0.1, 1);
  expect(tookMs).toBeLessThan(5000);
}, 120_000);

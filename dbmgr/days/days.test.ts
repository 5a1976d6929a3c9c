import { afterAll, beforeAll, expect, test } from 'vitest';
import { dateAt } from '../../internal/policy/days.ts';
import { agentHandlers } from '../agents/handlers.ts';
import { leaveMessage } from '../conversations/leave-message.ts';
import { loseAgents, noteSeen } from '../desks/note-seen.ts';
import { matchQueue } from '../offers/match-queue.ts';
import { type Desk, openDesk } from '../testing/desk.ts';
import { openTalkStage, type TalkStage } from '../testing/talk-stage.ts';
import { sweepShifts } from './sweep-shifts.ts';
import { dayHandlers } from './handlers.ts';

let talk: TalkStage;
let desk: Desk;
beforeAll(async () => {
  talk = await openTalkStage();
  desk = openDesk(talk);
  await talk.stage.people.organisation('other');
});
afterAll(() => talk[Symbol.asyncDispose]());

const agents = agentHandlers({} as Parameters<typeof agentHandlers>[0]);
const today = () => dateAt('UTC', new Date());

test('what visitors, agents and offers did that day can be read, by admins alone', async () => {
  const [admin, stranger] = [
    await talk.somebody('admin', {}),
    await talk.somebody('admin', { org: 'other' }),
  ];
  const ana = await desk.workingAgent();
  const [first, second] = [await talk.somebody('user', {}), await talk.somebody('user', {})];
  const [one, two] = [await talk.start(first, 'person'), await talk.start(second, 'person')];
  await matchQueue(talk.by(null), 'main');
  await desk.take(ana, one);
  await desk.hold(ana, one, 5);
  await desk.resume(ana, one);
  await desk.close(ana, one);
  await desk.decline(ana, two);
  await leaveMessage(talk.by(second), { channel_id: two, text: '', email: null } as never);
  const day = await dayHandlers.listVisits(talk.by(admin), { day: today() });
  expect(day.more).toBe(false);
  expect(day.visits.map(({ spans }) => spans.map(({ owner, how }) => [owner, how]))).toEqual([
    [
      ['queue', 'started'],
      ['agent', 'taken'],
      ['agent', 'resumed'],
    ],
    [['queue', 'started']],
  ]);
  expect(day.visits.map(({ offers }) => offers.map(({ outcome }) => outcome))).toEqual([
    ['accepted'],
    ['declined'],
  ]);
  expect(day.visits[0]!.spans[1]!.ended_by).toBe('on_hold');
  expect(day.visits[1]!.left_at).not.toBe(null);
  const theirs = await dayHandlers.listVisits(talk.by(stranger), { day: today() });
  expect(theirs.visits).toEqual([]);
  const asked = dayHandlers.listVisits(talk.by(ana), { day: today() });
  await expect(asked).rejects.toMatchObject({ code: 'forbidden' });
});

test('each change of how an agent stands is written down once', async () => {
  const admin = await talk.somebody('admin', {});
  const bob = await talk.somebody('agent', {});
  const by = () => talk.by(bob);
  await agents.goOnline(by(), {});
  await agents.goOnline(by(), {});
  const later = (ms: number) => ({ ...talk.by(null), now: () => new Date(Date.now() + ms) });
  await noteSeen(later(0), [{ id: bob.id, org: 'main' }]);
  await noteSeen(later(10), [{ id: bob.id, org: 'main' }]);
  await agents.pauseAgent(by(), { reason: 'lunch' });
  await agents.resumeAgent(by(), {});
  await agents.limitAgent(talk.by(admin), { id: bob.id, limit: 3 });
  await agents.describeAgent(talk.by(admin), { id: bob.id, languages: ['de'], skills: [] });
  expect(await loseAgents(later(50_000))).toContain(bob.id);
  await noteSeen(later(60_000), [{ id: bob.id, org: 'main' }]);
  const { shifts, next } = await dayHandlers.listShifts(talk.by(admin), {
    day: today(),
    after: 0,
  });
  expect(next).toBe(null);
  const his = shifts.filter(({ agent }) => agent === bob.id);
  expect(his.map(({ state, limit, languages }) => [state, limit, languages.join()])).toEqual([
    ['lost', 6, ''],
    ['here', 6, ''],
    ['break', 6, ''],
    ['here', 6, ''],
    ['here', 3, ''],
    ['here', 3, 'de'],
    ['lost', 3, 'de'],
    ['here', 3, 'de'],
  ]);
});

test('what is older than is kept goes, but for how each agent stood last', async () => {
  const { db } = talk;
  const before = await talk.sql<{ agents: number }>(
    'SELECT COUNT(DISTINCT agent_id) AS agents FROM shifts',
  );
  expect(await sweepShifts({ db, now: () => new Date() })).toBe(0);
  const later = new Date(Date.now() + 401 * 24 * 3_600_000);
  expect(await sweepShifts({ db, now: () => later })).toBeGreaterThan(0);
  const after = await talk.sql<{ agents: number; rows: number }>(
    'SELECT COUNT(DISTINCT agent_id) AS agents, COUNT(*) AS `rows` FROM shifts',
  );
  expect(after).toEqual([{ agents: before[0]!.agents, rows: before[0]!.agents }]);
});

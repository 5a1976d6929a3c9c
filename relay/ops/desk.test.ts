import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../internal/contract/types.ts';
import { enter, openRoom, say, type Seated } from '../../internal/testing/rooms.ts';
import type { AnyFrame } from '../../internal/testing/socket.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';

let stage: Stage;
let url: string;
let web: Client<'web'>;

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  url = (await stage.startRelay()).url;
  web = await stage.call.web();
});
afterAll(() => stage[Symbol.asyncDispose]());

type Console = { socket: Seated; id: string; login: string };

async function openConsole(limit = 6): Promise<Console> {
  const agent = await stage.people.agent();
  await stage.sql('UPDATE people SET seat_limit = ? WHERE id = ?', [limit, agent.id]);
  const { login, token } = await stage.people.signIn(agent);
  await web.agents.goOnline({}, { login });
  return { socket: await enter(url, token), id: agent.id, login };
}

async function leave({ socket, login }: Console): Promise<void> {
  await web.agents.goOffline({}, { login });
  socket[Symbol.dispose]();
}

const closedAllWeek = Object.fromEntries(
  ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, []]),
);

const inState =
  (channel: string, state: string) =>
  (frame: AnyFrame): boolean =>
    frame.op === 'conversation' && frame['channel_id'] === channel && frame['state'] === state;

const standing =
  (position: number) =>
  (frame: AnyFrame): boolean =>
    frame.op === 'conversation' && frame['position'] === position;

test('who waits is offered to an agent who is free, who takes or declines them', async () => {
  const agent = await openConsole();
  const { socket, channel } = await openRoom(stage, url);
  const offered = await agent.socket.next(inState(channel, 'offered'));
  expect(offered['offer']).toMatchObject({
    to: agent.id,
    why: 'You were the only one with a free seat.',
  });
  agent.socket.send({ op: 'decline', channel_id: channel });
  await agent.socket.next(
    (frame) => inState(channel, 'waiting')(frame) && Number(frame['list_seq']) > 0,
  );
  agent.socket.send({ op: 'take', channel_id: channel });
  await agent.socket.next('joined');
  expect(await socket.next(inState(channel, 'open'))).toMatchObject({ owner: { id: agent.id } });
  await leave(agent);
});

test('on hold it frees the seat, and the visitor’s word brings it back', async () => {
  const agent = await openConsole();
  const { socket, channel } = await openRoom(stage, url);
  agent.socket.send({ op: 'take', channel_id: channel });
  await agent.socket.next('joined');
  agent.socket.send({ op: 'hold', channel_id: channel, minutes: 5 });
  await socket.next(inState(channel, 'on_hold'));
  await say(stage, socket, channel);
  const resumed = await socket.next(
    (frame) => inState(channel, 'open')(frame) && frame['reason'] === 'resumed',
  );
  expect(resumed).toMatchObject({ owner: { id: agent.id }, epoch: 3 });
  await leave(agent);
});

test('what was read just before counts when it is put on hold', async () => {
  const agent = await openConsole();
  const { socket, channel } = await openRoom(stage, url);
  agent.socket.send({ op: 'take', channel_id: channel });
  await agent.socket.next('joined');
  const stored = await say(stage, socket, channel);
  await agent.socket.next((frame) => frame.op === 'message' && frame['seq'] === stored);
  agent.socket.send({ op: 'seen', channel_id: channel, seq: stored });
  agent.socket.send({ op: 'hold', channel_id: channel, minutes: 5 });
  await socket.next(inState(channel, 'on_hold'));
  await leave(agent);
});

test('a break and do-not-disturb are told to all their pages', async () => {
  const agent = await openConsole();
  agent.socket.send({ op: 'pause', reason: 'lunch' });
  const desk = { op: 'desk', paused: true, reason: 'lunch', dnd: false };
  expect(await agent.socket.next('desk')).toEqual(desk);
  agent.socket.send({ op: 'dnd', on: true });
  expect(await agent.socket.next('desk')).toEqual({ ...desk, dnd: true });
  const { channel } = await openRoom(stage, url);
  agent.socket.send({ op: 'take', channel_id: channel });
  expect(await agent.socket.next('error')).toMatchObject({ code: 'conflict', of: 'take' });
  agent.socket.send({ op: 'unpause' });
  await agent.socket.next(inState(channel, 'offered'));
  await leave(agent);
});

test('visitors see their place, live, and an estimate as soon as somebody can say', async () => {
  await stage.sql("UPDATE conversations SET state = 'closed', open_visitor_id = NULL");
  await stage.sql('DELETE FROM assignments');
  const [first, second] = [await openRoom(stage, url), await openRoom(stage, url)];
  const one = await first.socket.next(standing(1));
  expect(one).toMatchObject({ channel_id: first.channel, state: 'waiting' });
  expect(one).not.toHaveProperty('estimate_s');
  await second.socket.next(standing(2));

  const agent = await openConsole(1);
  await stage.sql(
    `INSERT INTO assignments (conversation_id, epoch, org_id, owner_kind, owner_id, how,
       started_at, ended_at)
     VALUES ('past', 2, 'main', 'agent', ?, 'taken', UTC_TIMESTAMP(3) - INTERVAL 4 MINUTE,
       UTC_TIMESTAMP(3))`,
    [agent.id],
  );
  const told = await second.socket.next(
    (frame) => standing(2)(frame) && frame['estimate_s'] !== undefined,
  );
  expect(told).toMatchObject({ estimate_s: 480, estimate_range_s: [480, 480] });
  agent.socket.send({ op: 'take', channel_id: first.channel });
  expect(await second.socket.next(standing(1))).toMatchObject({ channel_id: second.channel });
  agent.socket[Symbol.dispose]();
});

test('a place is told once while nothing changes, and to a page that is loaded anew', async () => {
  await stage.sql("UPDATE conversations SET state = 'closed', open_visitor_id = NULL");
  const { visitor, socket, channel } = await openRoom(stage, url);
  const place = await socket.next(standing(1));
  await new Promise((resolve) => setTimeout(resolve, 2500));
  const told = socket.received.filter((frame) => frame['position'] !== undefined);
  expect(told).toEqual([place]);
  using again = await enter(url, visitor.token);
  const mine = await again.next(standing(1), 5000);
  expect(mine).toMatchObject({ channel_id: channel });
});

test('who waits since before it closed hears when it opens, after a reload as well', async () => {
  await stage.sql("UPDATE conversations SET state = 'closed', open_visitor_id = NULL");
  const { visitor, socket, channel } = await openRoom(stage, url);
  await socket.next((frame) => frame['next_opening'] === null);
  const date = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  const exceptions = [{ date, hours: [{ from: '09:00', to: '17:00' }] }];
  await stage.sql(
    `REPLACE INTO org_settings (org_id, version, settings, changed_at)
     VALUES ('main', 1, ?, UTC_TIMESTAMP(3))`,
    [JSON.stringify({ hours: { zone: 'UTC', week: closedAllWeek, exceptions, holidays: [] } })],
  );
  const isTold = (frame: AnyFrame) => frame['next_opening'] === `${date}T09:00:00.000Z`;
  // Told with all places, which is every ten seconds.
  await socket.next(isTold, 60_000);
  using again = await enter(url, visitor.token);
  expect(await again.next(isTold)).toMatchObject({ channel_id: channel });
  await stage.sql("DELETE FROM org_settings WHERE org_id = 'main'");
  await again.next((frame) => frame['next_opening'] === null, 60_000);
});

test('an agent’s grace begins with their last socket, whenever they were seen before', async () => {
  const agent = await openConsole();
  const seen = async () => {
    const [row] = await stage.sql<{ seen_at: Date }>(
      'SELECT seen_at FROM desks WHERE person_id = ?',
      [agent.id],
    );
    return row!.seen_at.getTime();
  };
  // As if the lease had been renewed long before: nothing else says so within this test's time.
  await stage.sql('UPDATE desks SET seen_at = seen_at - INTERVAL 9 SECOND WHERE person_id = ?', [
    agent.id,
  ]);
  const before = await seen();
  agent.socket[Symbol.dispose]();
  await expect.poll(seen, { timeout: 5000 }).toBeGreaterThan(before + 8000);
});

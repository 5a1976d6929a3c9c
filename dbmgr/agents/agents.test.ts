import { afterAll, beforeAll, expect, test } from 'vitest';
import { settleSubscriptions, subscribeEvent } from '../../internal/bus/events.ts';
import type { AppError } from '../../internal/contract/errors.ts';
import type { Client } from '../../internal/contract/types.ts';
import type { SignedIn, Staff } from '../../internal/testing/people.ts';
import { openStage, type Stage } from '../../internal/testing/stage.ts';
import { openDatabase } from '../database/open-database.ts';
import { sendAbsentHome } from '../people/absence-sweep.ts';

let stage: Stage;
let call: Client<'web'>;
let relay: Client<'relay'>;
let ada: SignedIn;
const available: boolean[] = [];

beforeAll(async () => {
  stage = await openStage();
  await stage.startDbmgr();
  call = await stage.call.web();
  relay = await stage.call.relay();
  ada = await stage.people.signIn(await stage.people.admin());
  const bus = await stage.bus('relay');
  subscribeEvent(bus, 'conversations', 'agentsAvailable', 'main', ({ online }) => {
    available.push(online);
  });
  await settleSubscriptions(bus);
});
afterAll(() => stage[Symbol.asyncDispose]());

const codeOf = (error: AppError) => error.code;
const membersOfList = async () =>
  (await stage.sql("SELECT person_id FROM members WHERE channel_id = 'waiting-main'")).map(
    (row) => row.person_id,
  );

/** An agent at work who has taken a visitor's conversation. */
async function agentWithVisitor(): Promise<{ agent: Staff; at: SignedIn; channel: string }> {
  const agent = await stage.people.agent();
  const at = await stage.people.signIn(agent);
  await call.agents.goOnline({}, at);
  const visitor = await stage.people.visitor();
  const started = await relay.conversations.startConversation({ with: 'person' }, visitor);
  const channel = started.channel.id;
  await relay.conversations.takeConversation({ channel_id: channel }, at);
  return { agent, at, channel };
}

async function stateOf(channel: string) {
  const sql = 'SELECT state, owner_id FROM conversations WHERE channel_id = ?';
  return (await stage.sql(sql, [channel]))[0];
}

test('who goes online is on the waiting list; the first and the last are news', async () => {
  const first = await stage.people.signIn(await stage.people.agent());
  const second = await stage.people.signIn(await stage.people.agent());
  expect(await call.agents.goOnline({}, first)).toEqual({ online: true });
  expect(await call.agents.goOnline({}, first)).toEqual({ online: true });
  await call.agents.goOnline({}, second);
  expect(new Set(await membersOfList())).toEqual(new Set([first.id, second.id]));
  expect((await call.logins.readLogin({}, first)).online).toBe(true);
  expect(await call.agents.goOffline({}, first)).toEqual({ online: false });
  await call.agents.goOffline({}, second);
  expect(await membersOfList()).toEqual([]);
  await expect.poll(() => available, { timeout: 5000 }).toEqual([true, false]);
});

test('switching an agent off sends their visitors back to the waiting list', async () => {
  const { agent, channel } = await agentWithVisitor();
  expect(await stateOf(channel)).toMatchObject({ state: 'open', owner_id: agent.id });
  await call.agents.deactivateAgent({ id: agent.id }, ada);
  expect(await stateOf(channel)).toEqual({ state: 'waiting', owner_id: null });
  expect(await membersOfList()).not.toContain(agent.id);
  expect(await stage.sql('SELECT online FROM people WHERE id = ?', [agent.id])).toEqual([
    { online: 0 },
  ]);
});

test('an agent who signs out is off work; one who goes offline keeps their visitors', async () => {
  const { agent, at, channel } = await agentWithVisitor();
  await call.agents.goOffline({}, at);
  expect(await stateOf(channel)).toMatchObject({ state: 'open', owner_id: agent.id });
  await call.logins.endLogin({}, at);
  expect(await stateOf(channel)).toEqual({ state: 'waiting', owner_id: null });
});

test('an agent who is deleted by hand holds no place and no visitor for long', async () => {
  const { agent, channel } = await agentWithVisitor();
  await stage.sql('DELETE FROM people WHERE id = ?', [agent.id]);
  const db = openDatabase({ url: stage.database.urls.main, connections: 1 });
  const bus = await stage.bus('dbmgr');
  await sendAbsentHome({ db, bus, now: () => new Date() });
  expect(await stateOf(channel)).toEqual({ state: 'waiting', owner_id: null });
  expect(await membersOfList()).not.toContain(agent.id);
  expect(await sendAbsentHome({ db, bus, now: () => new Date() })).toEqual([]);
  await db.destroy();
});

test('an agent whose last login ran out is offline', async () => {
  const { agent, at, channel } = await agentWithVisitor();
  await stage.sql('UPDATE logins SET expires_at = NOW() - INTERVAL 1 DAY WHERE id = ?', [at.login]);
  const db = openDatabase({ url: stage.database.urls.main, connections: 1 });
  const bus = await stage.bus('dbmgr');
  expect(await sendAbsentHome({ db, bus, now: () => new Date() })).toContain(agent.id);
  expect(await stateOf(channel)).toEqual({ state: 'waiting', owner_id: null });
  await db.destroy();
});

test('an admin sets how many visitors an agent has at a time', async () => {
  const agent = await stage.people.agent();
  expect(await call.agents.limitAgent({ id: agent.id, limit: 2 }, ada)).toEqual({ limit: 2 });
  const { people } = await call.agents.listAgents({}, ada);
  expect(people.find(({ id }) => id === agent.id)).toMatchObject({ limit: 2, version: 2 });
  expect(await call.agents.limitAgent({ id: agent.id, limit: null }, ada)).toEqual({ limit: null });
  for (const limit of [0, 51, 1.5]) {
    expect(await call.agents.limitAgent({ id: agent.id, limit }, ada).catch(codeOf)).toBe(
      'invalid',
    );
  }
});

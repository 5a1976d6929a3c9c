import { afterAll, beforeAll, expect, test } from 'vitest';
import { conversationHandlers as handlers } from '../conversations/handlers.ts';
import { matchQueue } from '../offers/match-queue.ts';
import { type Desk, newOrganisation, openDesk } from '../testing/desk.ts';
import { openTalkStage, type TalkStage } from '../testing/talk-stage.ts';
import { endLogin } from './end-login.ts';

let talk: TalkStage;
let desk: Desk;
beforeAll(async () => {
  talk = await openTalkStage();
  desk = openDesk(talk);
});
afterAll(() => talk[Symbol.asyncDispose]());

async function talking(partner: string, org = 'main') {
  const visitor = await talk.somebody('user', { org });
  const channel = await talk.start(visitor, partner);
  return { visitor, channel };
}

test('a guest who asks to be forgotten waits no longer, and is on no list', async () => {
  const agent = await desk.onlineAgent();
  for (const partner of ['person', 'chat-bot']) {
    const { visitor, channel } = await talking(partner);
    expect(await endLogin(talk.by(visitor))).toEqual({ ended: true });
    expect(await desk.row(channel)).toMatchObject({
      state: 'closed',
      open_visitor_id: null,
    });
    await expect.poll(() => desk.changes(channel)).toEqual([['gone', 'closed', 2]]);
    const waiting = await desk.waiting(agent);
    expect(waiting.map(({ conversation }) => conversation.channel_id)).not.toContain(channel);
    const [figure] = await talk.sql(
      `SELECT outcome FROM figures JOIN conversations ON id = conversation_id
       WHERE channel_id = ?`,
      [channel],
    );
    expect(figure).toEqual({ outcome: partner === 'person' ? 'abandoned' : 'contained' });
  }
});

test('the seat of an agent to whom they were offered is free again', async () => {
  const org = await newOrganisation(talk);
  const ana = await desk.workingAgent({ org, limit: 1 });
  const match = () => matchQueue({ db: talk.db, bus: talk.bus, now: () => new Date() }, org);
  const { visitor, channel } = await talking('person', org);
  expect(await match()).toBe(1);
  await endLogin(talk.by(visitor));
  expect(await desk.row(channel)).toMatchObject({ state: 'closed', offered_to: null });
  expect(await desk.offers(ana)).toEqual(['withdrawn']);
  await talking('person', org);
  expect(await match()).toBe(1);
});

test('what an agent has stays theirs to end, and a message that was left is answered', async () => {
  const ana = await desk.workingAgent();
  const [open, held] = [await talking('person'), await talking('person')];
  for (const { channel } of [open, held]) await desk.take(ana, channel);
  await desk.hold(ana, held.channel);
  const left = await talking('person');
  await handlers.leaveMessage(talk.by(left.visitor), {
    channel_id: left.channel,
    email: 'vera@example.org',
  });
  for (const { visitor } of [open, held, left]) await endLogin(talk.by(visitor));
  const states = [open, held, left].map(async ({ channel }) => (await desk.row(channel)).state);
  expect(await Promise.all(states)).toEqual(['open', 'on_hold', 'waiting']);
  await desk.close(ana, open.channel);
});

test('whoever can come back finds what they began', async () => {
  const known = await talking('person');
  await talk.sql(
    `INSERT INTO identities (org_id, kind, sub_hash, sub, person_id, made_at)
     VALUES ('main', 'guest', SHA2('c-9', 256), 'c-9', ?, UTC_TIMESTAMP(3))`,
    [known.visitor.id],
  );
  const member = await talk.somebody('member');
  const channel = await talk.start(member, 'person');
  for (const who of [known.visitor, member]) await endLogin(talk.by(who));
  for (const one of [known.channel, channel]) {
    expect(await desk.row(one)).toMatchObject({ state: 'waiting' });
  }
});

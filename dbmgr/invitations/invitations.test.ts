import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { conversationHandlers as handlers } from '../conversations/handlers.ts';
import { type Desk, openDesk } from '../testing/desk.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';

let talk: TalkStage;
let desk: Desk;
beforeAll(async () => {
  talk = await openTalkStage();
  desk = openDesk(talk);
});
afterAll(() => talk[Symbol.asyncDispose]());

describe('an invitation', () => {
  const invite = (agent: Somebody, person_id: string) =>
    handlers.inviteVisitor(talk.by(agent), { person_id });

  test('opens a conversation on both sides and takes a seat when the guest accepts', async () => {
    const ana = await desk.workingAgent({ limit: 1, name: 'Ana' });
    const visitor = await talk.somebody('user');
    const { invitation } = await invite(ana, visitor.id);
    await expect.poll(() => desk.toldTo('visitorInvited', visitor.id)).toEqual([invitation]);
    await expect(invite(ana, visitor.id)).rejects.toMatchObject({ code: 'conflict' });
    const stranger = await talk.somebody('user');
    const answer = { id: invitation.id, accept: true };
    const foreign = handlers.answerInvitation(talk.by(stranger), answer);
    await expect(foreign).rejects.toMatchObject({ code: 'not_found' });

    const { conversation } = await handlers.answerInvitation(talk.by(visitor), answer);
    expect(conversation).toMatchObject({ state: 'open', owner: { id: ana.id } });
    await expect.poll(() => desk.toldTo('channelJoined', ana.id)).toHaveLength(1);
    expect(desk.toldTo('channelJoined', visitor.id)).toHaveLength(1);
    const other = await talk.somebody('user');
    await expect(invite(ana, other.id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(invite(await desk.workingAgent(), visitor.id)).rejects.toMatchObject({
      code: 'conflict',
      message: 'Ana talks to them already.',
    });
  });

  test('C2: without a seat by then the guest comes first, for that agent', async () => {
    const ana = await desk.workingAgent({ limit: 1 });
    const visitor = await talk.somebody('user');
    const channel = await talk.start(visitor, 'chat-bot');
    const { invitation } = await invite(ana, visitor.id);
    await desk.take(ana, await talk.start(await talk.somebody('user'), 'person'));
    const answer = { id: invitation.id, accept: true };
    const { conversation } = await handlers.answerInvitation(talk.by(visitor), answer);
    expect(conversation).toMatchObject({ state: 'waiting', channel_id: channel });
    expect(await desk.row(channel)).toMatchObject({ wanted_agent_id: ana.id, comes_first: 1 });
  });

  test('is over for both as soon as another agent has the guest', async () => {
    const [ana, bob] = [await desk.workingAgent(), await desk.workingAgent({ name: 'Bob' })];
    const visitor = await talk.somebody('user');
    const channel = await talk.start(visitor, 'person');
    const { invitation } = await invite(ana, visitor.id);
    await desk.take(bob, channel);
    const ended = { id: invitation.id, outcome: 'expired', channel_id: null };
    for (const { id } of [ana, visitor]) {
      await expect
        .poll(() => desk.toldTo('invitationEnded', id))
        .toEqual([{ ...ended, person: id }]);
    }
    // As if both had come at once.
    await talk.sql(
      'UPDATE invitations SET pending_visitor_id = visitor_id, outcome = NULL WHERE id = ?',
      [invitation.id],
    );
    const late = handlers.answerInvitation(talk.by(visitor), { id: invitation.id, accept: true });
    const message = 'Bob is already with you.';
    await expect(late).rejects.toMatchObject({ code: 'conflict', message });
    const outcomes = () =>
      desk.toldTo('invitationEnded', ana.id).map((told) => (told as { outcome: string }).outcome);
    await expect.poll(outcomes).toEqual(['expired', 'expired']);
  });

  test('declined it opens nothing; only guests of the house are invited', async () => {
    const ana = await desk.workingAgent();
    const visitor = await talk.somebody('user');
    const { invitation } = await invite(ana, visitor.id);
    const answer = { id: invitation.id, accept: false };
    expect(await handlers.answerInvitation(talk.by(visitor), answer)).toEqual({
      conversation: null,
    });
    await talk.stage.people.organisation('far').catch(() => undefined);
    const nobodies = [
      await talk.somebody('member'),
      await talk.somebody('agent'),
      await talk.somebody('user', { org: 'far' }),
    ];
    for (const { id } of nobodies) {
      await expect(invite(ana, id)).rejects.toMatchObject({ code: 'not_found' });
    }
    await expect(invite(visitor, visitor.id)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

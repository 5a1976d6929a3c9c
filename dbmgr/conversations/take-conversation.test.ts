import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codesOf, type Desk, openDesk } from '../testing/desk.ts';
import { openTalkStage, type TalkStage } from '../testing/talk-stage.ts';

let talk: TalkStage;
let desk: Desk;
beforeAll(async () => {
  talk = await openTalkStage();
  desk = openDesk(talk);
});
afterAll(() => talk[Symbol.asyncDispose]());

describe('an agent takes', () => {
  test('a waiting conversation: it is theirs, and everybody hears', async () => {
    const visitor = await talk.somebody('user');
    const agent = await desk.onlineAgent();
    const channel = await talk.start(visitor, 'person');
    const { conversation } = await desk.take(agent, channel);
    expect(conversation).toMatchObject({ state: 'open', epoch: 2, waiting_since: null });
    expect(conversation.owner).toEqual({ kind: 'agent', id: agent.id, name: agent.name });
    expect(await desk.members(channel)).toEqual([agent.id, visitor.id].sort());
    await expect.poll(() => desk.changes(channel)).toEqual([['taken', 'open', 2]]);
    const [joined] = desk.toldTo('channelJoined', agent.id);
    expect(joined).toMatchObject({ from_seq: 1, channel: { id: channel, name: visitor.name } });
    expect((await desk.take(agent, channel)).conversation).toEqual(conversation);
    const acts = await talk.sql('SELECT action FROM audit WHERE actor_id = ?', [agent.id]);
    expect(acts).toHaveLength(1);
  });

  test('C2: one of twenty wins, and the others are told who', async () => {
    const visitor = await talk.somebody('user');
    const agents = await Promise.all(
      Array.from({ length: 20 }, (_, index) => desk.onlineAgent(`Agent ${index}`)),
    );
    const channel = await talk.start(visitor, 'person');
    const outcomes = await Promise.allSettled(agents.map((agent) => desk.take(agent, channel)));
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    expect(new Set(codesOf(outcomes))).toEqual(new Set(['conflict']));
    const { owner_name } = await desk.row(channel);
    const loser = outcomes.find((outcome) => outcome.status === 'rejected');
    expect((loser!.reason as Error).message).toBe(`${String(owner_name)} has this conversation.`);
  });

  test('C2: twenty at once, and never has more than the limit', async () => {
    const agent = await talk.somebody('agent', { online: true, limit: 3 });
    const channels = await Promise.all(
      Array.from({ length: 20 }, async () => talk.start(await talk.somebody('user'), 'person')),
    );
    const outcomes = await Promise.allSettled(channels.map((channel) => desk.take(agent, channel)));
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(3);
    const [owned] = await talk.sql<{ n: number }>(
      "SELECT COUNT(*) AS n FROM conversations WHERE owner_id = ? AND state = 'open'",
      [agent.id],
    );
    expect(owned!.n).toBe(3);
  });

  test('six of them when nobody set a limit', async () => {
    const agent = await desk.onlineAgent();
    const outcomes = [];
    for (let round = 0; round < 7; round++) {
      const channel = await talk.start(await talk.somebody('user'), 'person');
      outcomes.push(...(await Promise.allSettled([desk.take(agent, channel)])));
    }
    expect(codesOf(outcomes)).toEqual(['conflict']);
  });

  test('nothing while offline, and nothing of a bot', async () => {
    const channel = await talk.start(await talk.somebody('user'), 'person');
    const offline = await talk.somebody('agent');
    await expect(desk.take(offline, channel)).rejects.toMatchObject({ code: 'conflict' });
    const agent = await desk.onlineAgent();
    const withBot = await talk.start(await talk.somebody('user'), 'chat-bot');
    await expect(desk.take(agent, withBot)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('C1: of another organisation it does not exist; a visitor takes none at all', async () => {
    await talk.stage.people.organisation('other');
    const stranger = await talk.somebody('agent', { org: 'other', online: true });
    const channel = await talk.start(await talk.somebody('user'), 'person');
    await expect(desk.take(stranger, channel)).rejects.toMatchObject({ code: 'not_found' });
    const waiting = await desk.waiting(stranger);
    expect(waiting).toEqual([]);
    const visitor = await talk.somebody('user');
    for (const id of [channel, 'nowhere']) {
      await expect(desk.take(visitor, id)).rejects.toMatchObject({ code: 'forbidden' });
    }
    const listing = desk.waiting(visitor);
    await expect(listing).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('D4: while being deactivated, and is refused or sent back', async () => {
    for (let round = 0; round < 20; round++) {
      const agent = await desk.onlineAgent();
      const channel = await talk.start(await talk.somebody('user'), 'person');
      const [taken] = await Promise.allSettled([desk.take(agent, channel), desk.deactivate(agent)]);
      const { state, owner_id } = await desk.row(channel);
      expect({ state, owner_id }).toEqual({ state: 'waiting', owner_id: null });
      expect(codesOf([taken]).every((code) => code === 'unauthenticated')).toBe(true);
    }
  });
});

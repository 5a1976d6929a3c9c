import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agentHandlers } from '../agents/handlers.ts';
import { loseAgents, noteSeen } from '../desks/note-seen.ts';
import { type Desk, openDesk } from '../testing/desk.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { conversationHandlers as handlers } from './handlers.ts';
import { endHolds } from './put-on-hold.ts';

let talk: TalkStage;
let desk: Desk;
beforeAll(async () => {
  talk = await openTalkStage();
  desk = openDesk(talk);
});
afterAll(() => talk[Symbol.asyncDispose]());

const agents = agentHandlers({} as Parameters<typeof agentHandlers>[0]);

const at = (afterMs: number) => ({
  db: talk.db,
  bus: talk.bus,
  now: () => new Date(Date.now() + afterMs),
});

async function talking(agent: Somebody): Promise<{ visitor: Somebody; channel: string }> {
  const visitor = await talk.somebody('user');
  const channel = await talk.start(visitor, 'person');
  await desk.take(agent, channel);
  return { visitor, channel };
}

const stateOf = async (channel: string) => {
  const { state, owner_id, wanted_agent_id } = await desk.row(channel);
  return [state, owner_id ?? wanted_agent_id];
};

describe('on hold', () => {
  test('it takes no seat, stays theirs and comes back by time', async () => {
    const ana = await desk.workingAgent({ limit: 1 });
    const { visitor, channel } = await talking(ana);
    const { conversation } = await desk.hold(ana, channel, 10);
    expect(conversation).toMatchObject({ state: 'on_hold', epoch: 2, owner: { id: ana.id } });
    expect(await talk.say(ana, channel, 'I look into it')).toHaveProperty('seq');
    const other = await talking(ana);
    await endHolds(at(9 * 60_000));
    expect(await stateOf(channel)).toEqual(['on_hold', ana.id]);
    await desk.close(ana, other.channel);
    await endHolds(at(11 * 60_000));
    expect(await stateOf(channel)).toEqual(['open', ana.id]);
    await expect
      .poll(() => desk.changes(channel))
      .toEqual([
        ['taken', 'open', 2],
        ['on_hold', 'on_hold', 2],
        ['resumed', 'open', 3],
      ]);
    const spans = await talk.sql(
      'SELECT owner_kind, how, ended_by FROM assignments WHERE conversation_id = ? ORDER BY epoch',
      [conversation.id],
    );
    expect(spans).toEqual([
      { owner_kind: 'queue', how: 'started', ended_by: 'taken' },
      { owner_kind: 'agent', how: 'taken', ended_by: 'on_hold' },
      { owner_kind: 'agent', how: 'resumed', ended_by: null },
    ]);
    await desk.close(visitor, channel);
  });

  test('it is over once, however many processes see to it, and stops none of them', async () => {
    const ana = await desk.workingAgent({ limit: 1 });
    const { channel } = await talking(ana);
    await desk.hold(ana, channel, 10);
    await talking(ana);
    const ends = Array.from({ length: 4 }, () => endHolds(at(11 * 60_000)));
    await Promise.all(ends);
    expect(await stateOf(channel)).toEqual(['waiting', ana.id]);
  });

  test('it comes back by the visitor’s word, at once', async () => {
    const ana = await desk.workingAgent();
    const { visitor, channel } = await talking(ana);
    await desk.hold(ana, channel);
    await endHolds(at(0));
    expect(await stateOf(channel)).toEqual(['on_hold', ana.id]);
    await talk.say(visitor, channel, 'I found it');
    await endHolds(at(1));
    expect(await stateOf(channel)).toEqual(['open', ana.id]);
  });

  test('C2: without a seat it goes to the front, meant for who had it', async () => {
    const ana = await desk.workingAgent({ limit: 1 });
    const { channel } = await talking(ana);
    await desk.hold(ana, channel);
    await talking(ana);
    await expect(desk.resume(ana, channel)).rejects.toMatchObject({ code: 'conflict' });
    await endHolds(at(11 * 60_000));
    expect(await stateOf(channel)).toEqual(['waiting', ana.id]);
    expect(await desk.row(channel)).toMatchObject({ comes_first: 1, owner_id: null });
    expect(await talk.say(ana, channel, 'too late')).toMatchObject({ code: 'not_found' });
  });

  test('C1: only its agent puts it there and takes it up', async () => {
    const [ana, bob] = [await desk.workingAgent(), await desk.workingAgent()];
    const { visitor, channel } = await talking(ana);
    for (const who of [bob, visitor]) {
      await expect(desk.hold(who, channel)).rejects.toMatchObject({ code: 'not_found' });
    }
    await desk.hold(ana, channel);
    await expect(desk.resume(bob, channel)).rejects.toMatchObject({ code: 'not_found' });
    await expect(desk.hold(ana, channel)).rejects.toMatchObject({ code: 'conflict' });
    for (let again = 0; again < 2; again++) {
      expect((await desk.resume(ana, channel)).conversation.state).toBe('open');
    }
    const acts = await talk.sql(
      "SELECT id FROM audit WHERE actor_id = ? AND outcome = 'done' AND action = 'test.test'",
      [ana.id],
    );
    expect(acts).toHaveLength(3);
  });
});

describe('a line that comes just before', () => {
  test('is read first, for the visitor’s word was said already', async () => {
    const ana = await desk.workingAgent();
    const { visitor, channel } = await talking(ana);
    const line = await talk.say(visitor, channel, 'one more thing');
    await expect(desk.hold(ana, channel)).rejects.toMatchObject({ code: 'conflict' });
    expect(await stateOf(channel)).toEqual(['open', ana.id]);
    await talk.sql('UPDATE members SET seen_seq = ? WHERE channel_id = ? AND person_id = ?', [
      'seq' in line ? line.seq : 0,
      channel,
      ana.id,
    ]);
    await desk.hold(ana, channel);
    expect(await stateOf(channel)).toEqual(['on_hold', ana.id]);
  });
});

describe('what an admin took over', () => {
  test('goes on by hand, by time and by the visitor’s word, without a seat', async () => {
    const mia = await talk.somebody('admin', { name: 'Mia' });
    const visitor = await talk.somebody('user');
    const channel = await talk.start(visitor, 'person');
    await handlers.takeOverConversation(talk.by(mia), { channel_id: channel });
    await desk.hold(mia, channel, 10);
    expect((await desk.resume(mia, channel)).conversation.state).toBe('open');
    await expect(desk.resume(mia, channel)).rejects.toMatchObject({ code: 'conflict' });
    await desk.hold(mia, channel, 10);
    await endHolds(at(9 * 60_000));
    expect(await stateOf(channel)).toEqual(['on_hold', mia.id]);
    await Promise.all([endHolds(at(11 * 60_000)), endHolds(at(11 * 60_000))]);
    expect(await stateOf(channel)).toEqual(['open', mia.id]);
    await desk.hold(mia, channel, 10);
    await talk.say(visitor, channel, 'I found it');
    await endHolds(at(1));
    expect(await stateOf(channel)).toEqual(['open', mia.id]);
  });
});

describe('an agent whose last socket is gone', () => {
  test('has 45 s to come back; then what they had goes to the front', async () => {
    const ana = await desk.workingAgent();
    const { channel } = await talking(ana);
    await talk.sql('UPDATE desks SET seen_at = UTC_TIMESTAMP(3) WHERE person_id = ?', [ana.id]);
    expect(await loseAgents(at(44_000))).toEqual([]);
    expect(await loseAgents(at(46_000))).toEqual([ana.id]);
    expect(await stateOf(channel)).toEqual(['waiting', null]);
    expect(await desk.row(channel)).toMatchObject({ comes_first: 1 });
    expect(await desk.members('waiting-main')).not.toContain(ana.id);
    expect(await loseAgents(at(47_000))).toEqual([]);

    await noteSeen(at(60_000), [{ id: ana.id, org: 'main' }]);
    expect(await desk.members('waiting-main')).toContain(ana.id);
    expect(await loseAgents(at(61_000))).toEqual([]);
  });

  test('loses what is open also when they went offline before; what is on hold stays', async () => {
    const ana = await desk.workingAgent();
    const [open, held] = [await talking(ana), await talking(ana)];
    await desk.hold(ana, held.channel, 60);
    await agents.goOffline(talk.by(ana), {});
    await talk.sql('UPDATE desks SET seen_at = UTC_TIMESTAMP(3) WHERE person_id = ?', [ana.id]);
    expect(await loseAgents(at(44_000))).toEqual([]);
    expect(await stateOf(open.channel)).toEqual(['open', ana.id]);
    expect(await loseAgents(at(46_000))).toEqual([ana.id]);
    expect(await stateOf(open.channel)).toEqual(['waiting', null]);
    expect(await stateOf(held.channel)).toEqual(['on_hold', ana.id]);
    expect(await loseAgents(at(47_000))).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Channel } from '../../internal/contract/channels.ts';
import { transact } from '../database/transact.ts';
import { type Desk, openDesk } from '../testing/desk.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { joinWaitingList, leaveWaitingList } from './waiting-list.ts';

let talk: TalkStage;
let desk: Desk;
beforeAll(async () => {
  talk = await openTalkStage();
  desk = openDesk(talk);
});
afterAll(() => talk[Symbol.asyncDispose]());

describe('a conversation ends', () => {
  test.each(['visitor', 'agent'] as const)('by its %s', async (who) => {
    const visitor = await talk.somebody('user');
    const agent = await desk.onlineAgent();
    const channel = await talk.start(visitor, 'person');
    await desk.take(agent, channel);
    const version = (await joinedVersion(agent, channel)).member_version;
    const { conversation } = await desk.close({ visitor, agent }[who], channel);
    expect(conversation).toMatchObject({ state: 'closed', owner: null, epoch: 3 });
    expect(await desk.members(channel)).toEqual([visitor.id]);
    await expect.poll(() => desk.toldTo('channelLeft', agent.id).length).toBe(1);
    const told = desk.toldTo('entriesAppended', channel).at(-1);
    // The agent still hears the end: it is told with the membership in which they were.
    expect(told).toMatchObject({ member_version: version });
    expect((await desk.close(visitor, channel)).conversation).toEqual(conversation);
  });

  test('while it waits, and leaves the waiting list', async () => {
    const visitor = await talk.somebody('user');
    const agent = await desk.onlineAgent();
    const channel = await talk.start(visitor, 'person');
    await desk.close(visitor, channel);
    const waiting = await desk.waiting(agent);
    expect(waiting.filter((entry) => entry.conversation.channel_id === channel)).toEqual([]);
    const last = () => talk.entriesOf('waiting-main').at(-1);
    await expect.poll(last).toMatchObject({ conversation: { state: 'closed' } });
    await expect(desk.take(agent, channel)).rejects.toMatchObject({ code: 'conflict' });
  });
});

async function joinedVersion(agent: Somebody, channelId: string): Promise<Channel> {
  const all = () =>
    desk.toldTo('channelJoined', agent.id).map((payload) => payload.channel as Channel);
  await expect.poll(() => all().some((channel) => channel.id === channelId)).toBe(true);
  return all().find((channel) => channel.id === channelId)!;
}

describe('an agent leaves', () => {
  test('and what they had goes back to the front of the waiting list', async () => {
    const agent = await desk.onlineAgent();
    const first = await talk.start(await talk.somebody('user'), 'person');
    const second = await talk.start(await talk.somebody('user'), 'person');
    await desk.take(agent, first);
    await desk.deactivate(agent);
    const watcher = await desk.onlineAgent();
    const waiting = await desk.waiting(watcher);
    const order = waiting.map((entry) => entry.conversation.channel_id);
    expect(order.indexOf(first)).toBeLessThan(order.indexOf(second));
    expect(await desk.row(first)).toMatchObject({ state: 'waiting', epoch: 3, owner_id: null });
    await expect.poll(() => desk.changes(first).at(-1)).toEqual(['returned', 'waiting', 3]);
    const told = desk.toldTo('entriesAppended', first).at(-1)!;
    const left = desk.toldTo('channelLeft', agent.id)[0]!;
    expect(told.member_version).toBe(left.member_version);
  });

  test('the waiting list: the first who comes and the last who goes are told', async () => {
    await talk.stage.people.organisation('small');
    const agents = [
      await talk.somebody('agent', { org: 'small' }),
      await talk.somebody('agent', { org: 'small' }),
    ];
    const move = async (change: typeof joinWaitingList, agent: Somebody) =>
      transact(talk.db, (tx, afterCommit) =>
        change(tx, afterCommit, talk.by(null), { id: agent.id, org: 'small' }),
      );
    for (const agent of [...agents, ...agents]) await move(joinWaitingList, agent);
    for (const agent of [...agents, ...agents]) await move(leaveWaitingList, agent);
    await expect.poll(() => desk.toldTo('channelLeft', agents[1]!.id).length).toBe(1);
    const told = desk.toldTo('agentsAvailable', 'small').map((payload) => payload.online);
    expect(told).toEqual([true, false]);
    expect(desk.toldTo('channelJoined', agents[0]!.id)).toMatchObject([
      { from_seq: 1, channel: { id: 'waiting-small', kind: 'waiting_list', member_version: 2 } },
    ]);
  });

  test('by giving one conversation back', async () => {
    const agent = await desk.onlineAgent();
    const channel = await talk.start(await talk.somebody('user'), 'person');
    await desk.take(agent, channel);
    const { conversation } = await desk.handOff(agent, channel);
    expect(conversation.state).toBe('waiting');
    expect(await talk.say(agent, channel, 'still here')).toMatchObject({ code: 'not_found' });
  });
});

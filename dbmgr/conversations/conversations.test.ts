import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Channel } from '../../internal/contract/channels.ts';
import type { ConversationState, Entry } from '../../internal/contract/entries.ts';
import { transact } from '../database/transact.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { conversationHandlers as handlers } from './handlers.ts';
import { returnConversations } from './return-conversations.ts';
import { joinWaitingList, leaveWaitingList } from './waiting-list.ts';

let talk: TalkStage;
beforeAll(async () => {
  talk = await openTalkStage();
});
afterAll(() => talk[Symbol.asyncDispose]());

const start = (visitor: Somebody, partner: string) =>
  handlers.startConversation(talk.by(visitor), { with: partner });
const take = (agent: Somebody, channel_id: string) =>
  handlers.takeConversation(talk.by(agent), { channel_id });
const close = (who: Somebody, channel_id: string) =>
  handlers.closeConversation(talk.by(who), { channel_id });
const handOff = (who: Somebody, channel_id: string) =>
  handlers.handOff(talk.by(who), { channel_id });
const onlineAgent = (name = 'Ana Ortiz') => talk.somebody('agent', { online: true, name });
const row = async (channelId: string) => {
  const [found] = await talk.sql<Record<string, unknown>>(
    'SELECT * FROM conversations WHERE channel_id = ?',
    [channelId],
  );
  return found!;
};
const members = async (channelId: string) => {
  const rows = await talk.sql<{ person_id: string }>(
    'SELECT person_id FROM members WHERE channel_id = ?',
    [channelId],
  );
  return rows.map((member) => member.person_id).sort();
};
const changes = (channelId: string) =>
  talk
    .entriesOf(channelId)
    .filter((entry) => entry.kind === 'conversation')
    .map((entry) => [entry.reason, entry.conversation.state, entry.conversation.epoch]);
const toldTo = (name: string, key: string) =>
  talk.told.filter((told) => told.name === name && told.key === key).map((told) => told.payload);
const codes = (outcomes: PromiseSettledResult<unknown>[]) =>
  outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []));

describe('a visitor starts', () => {
  test('with an automation: it owns the conversation, and the log is empty', async () => {
    const visitor = await talk.somebody('user', { name: 'Zoë' });
    const started = await start(visitor, 'chat-bot');
    expect(started).toMatchObject({ created: true, conversation: { state: 'bot', epoch: 1 } });
    expect(started.conversation.owner).toMatchObject({ kind: 'automation', name: 'Word reverser' });
    expect(started.channel).toMatchObject({ kind: 'conversation', head: 0, name: 'Word reverser' });
    await expect.poll(() => toldTo('channelJoined', visitor.id)).toMatchObject([{ from_seq: 1 }]);
  });

  test('with a person: it waits, agents hear of it, and whether one is there is said', async () => {
    const visitor = await talk.somebody('user', { name: 'Zoë' });
    await onlineAgent();
    const started = await start(visitor, 'person');
    const { conversation, channel, agents_online } = started;
    expect(conversation).toMatchObject({ state: 'waiting', owner: null });
    expect(conversation.waiting_since).not.toBeNull();
    expect(agents_online).toBe(true);
    const heard = () =>
      talk
        .entriesOf('waiting-main')
        .filter(
          (entry) => entry.kind === 'waiting' && entry.conversation.channel_id === channel.id,
        );
    await expect.poll(heard).toMatchObject([{ conversation: { visitor: { name: 'Zoë' } } }]);
  });

  test('D5: fifty times at once, and has one conversation', async () => {
    const visitor = await talk.somebody('user');
    const all = await Promise.all(Array.from({ length: 50 }, () => start(visitor, 'mat-bot')));
    expect(new Set(all.map((started) => started.channel.id)).size).toBe(1);
    expect(all.filter((started) => started.created)).toHaveLength(1);
  });

  test('again, and gets what is open; after its end another one', async () => {
    const visitor = await talk.somebody('user');
    const first = await talk.start(visitor, 'chat-bot');
    await talk.say(visitor, first, 'one two');
    const second = await start(visitor, 'person');
    expect(second).toMatchObject({ created: false, channel: { id: first, head: 1 } });
    await close(visitor, first);
    expect((await start(visitor, 'person')).channel.id).not.toBe(first);
  });

  test('with an automation that is not there, and is refused', async () => {
    const visitor = await talk.somebody('user');
    await expect(start(visitor, 'no-bot')).rejects.toMatchObject({ code: 'not_found' });
    const agent = await onlineAgent();
    await expect(start(agent, 'person')).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('twenty conversations within a minute at most', async () => {
    const visitor = await talk.somebody('user');
    for (let round = 0; round < 20; round++) {
      await close(visitor, await talk.start(visitor, 'chat-bot'));
    }
    const refused = start(visitor, 'chat-bot');
    await expect(refused).rejects.toMatchObject({ code: 'rate_limited' });
  });
});

describe('a person is asked for', () => {
  test('and the conversation goes to the waiting list with its history', async () => {
    const visitor = await talk.somebody('user');
    const channel = await talk.start(visitor, 'chat-bot');
    await talk.say(visitor, channel, 'one two');
    const { conversation } = await handOff(visitor, channel);
    expect(conversation).toMatchObject({ state: 'waiting', owner: null, epoch: 2 });
    expect(await members(channel)).toEqual([visitor.id]);
    const [task] = await talk.sql('SELECT state FROM tasks WHERE channel_id = ?', [channel]);
    expect(task).toEqual({ state: 'dropped' });
    await expect.poll(() => changes(channel)).toEqual([['handoff', 'waiting', 2]]);
    const agent = await onlineAgent();
    const { waiting } = await handlers.listWaiting(talk.by(agent), {});
    const listed = waiting.find((entry) => entry.conversation.channel_id === channel);
    expect(listed?.last).toMatchObject([{ data: 'one two', role: 'user' }]);
  });

  test('twice, and waits where it was', async () => {
    const visitor = await talk.somebody('user');
    const channel = await talk.start(visitor, 'chat-bot');
    const first = await handOff(visitor, channel);
    expect((await handOff(visitor, channel)).conversation).toEqual(first.conversation);
    expect(await talk.log(channel)).toHaveLength(1);
  });

  test('when one is there already, and is told who', async () => {
    const visitor = await talk.somebody('user');
    const channel = await talk.start(visitor, 'person');
    await take(await onlineAgent('Bo Berg'), channel);
    const refused = handOff(visitor, channel);
    await expect(refused).rejects.toMatchObject({ code: 'conflict', message: /Bo Berg/ });
  });

  test('D3: by somebody else, for whom the conversation does not exist', async () => {
    const channel = await talk.start(await talk.somebody('user'), 'chat-bot');
    const others = [await talk.somebody('user'), await onlineAgent(), await talk.somebody('admin')];
    for (const other of others) {
      await expect(handOff(other, channel)).rejects.toMatchObject({ code: 'not_found' });
      await expect(close(other, channel)).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  test('and lines of a visitor who waits reach the agents with the last three', async () => {
    const visitor = await talk.somebody('user');
    const channel = await talk.start(visitor, 'person');
    for (const text of ['one', 'two', 'three', 'x'.repeat(500)]) {
      await talk.say(visitor, channel, text);
    }
    const listed = () =>
      talk
        .entriesOf('waiting-main')
        .filter((entry) => entry.kind === 'waiting' && entry.conversation.channel_id === channel);
    await expect.poll(() => listed().length).toBe(5);
    const last = listed().at(-1) as Extract<Entry, { kind: 'waiting' }>;
    expect(last.last.map((line) => line.data)).toEqual(['two', 'three', `${'x'.repeat(159)}…`]);
    await talk.log('waiting-main');
  });
});

describe('an agent takes', () => {
  test('a waiting conversation: it is theirs, and everybody hears', async () => {
    const visitor = await talk.somebody('user');
    const agent = await onlineAgent();
    const channel = await talk.start(visitor, 'person');
    const { conversation } = await take(agent, channel);
    expect(conversation).toMatchObject({ state: 'open', epoch: 2, waiting_since: null });
    expect(conversation.owner).toEqual({ kind: 'agent', id: agent.id, name: agent.name });
    expect(await members(channel)).toEqual([agent.id, visitor.id].sort());
    await expect.poll(() => changes(channel)).toEqual([['taken', 'open', 2]]);
    const [joined] = toldTo('channelJoined', agent.id);
    expect(joined).toMatchObject({ from_seq: 1, channel: { id: channel, name: visitor.name } });
    expect((await take(agent, channel)).conversation).toEqual(conversation);
    const acts = await talk.sql('SELECT action FROM audit WHERE actor_id = ?', [agent.id]);
    expect(acts).toHaveLength(1);
  });

  test('C2: one of twenty wins, and the others are told who', async () => {
    const visitor = await talk.somebody('user');
    const agents = await Promise.all(
      Array.from({ length: 20 }, (_, index) => onlineAgent(`Agent ${index}`)),
    );
    const channel = await talk.start(visitor, 'person');
    const outcomes = await Promise.allSettled(agents.map((agent) => take(agent, channel)));
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    expect(new Set(codes(outcomes))).toEqual(new Set(['conflict']));
    const { owner_name } = await row(channel);
    const [loser] = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(loser!.reason.message).toBe(`${String(owner_name)} has this conversation.`);
  });

  test('C2: twenty at once, and never has more than the limit', async () => {
    const agent = await talk.somebody('agent', { online: true, limit: 3 });
    const channels = await Promise.all(
      Array.from({ length: 20 }, async () => talk.start(await talk.somebody('user'), 'person')),
    );
    const outcomes = await Promise.allSettled(channels.map((channel) => take(agent, channel)));
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(3);
    const [owned] = await talk.sql<{ n: number }>(
      "SELECT COUNT(*) AS n FROM conversations WHERE owner_id = ? AND state = 'open'",
      [agent.id],
    );
    expect(Number(owned!.n)).toBe(3);
  });

  test('six of them when nobody set a limit', async () => {
    const agent = await onlineAgent();
    const outcomes = [];
    for (let round = 0; round < 7; round++) {
      const channel = await talk.start(await talk.somebody('user'), 'person');
      outcomes.push(...(await Promise.allSettled([take(agent, channel)])));
    }
    expect(codes(outcomes)).toEqual(['conflict']);
  });

  test('nothing while offline, and nothing of a bot', async () => {
    const channel = await talk.start(await talk.somebody('user'), 'person');
    const offline = await talk.somebody('agent');
    await expect(take(offline, channel)).rejects.toMatchObject({ code: 'conflict' });
    const agent = await onlineAgent();
    const withBot = await talk.start(await talk.somebody('user'), 'chat-bot');
    await expect(take(agent, withBot)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('C1: of another organisation it does not exist; a visitor takes none at all', async () => {
    await talk.stage.people.organisation('other');
    const stranger = await talk.somebody('agent', { org: 'other', online: true });
    const channel = await talk.start(await talk.somebody('user'), 'person');
    await expect(take(stranger, channel)).rejects.toMatchObject({ code: 'not_found' });
    const { waiting } = await handlers.listWaiting(talk.by(stranger), {});
    expect(waiting).toEqual([]);
    const visitor = await talk.somebody('user');
    for (const id of [channel, 'nowhere']) {
      await expect(take(visitor, id)).rejects.toMatchObject({ code: 'forbidden' });
    }
    const listing = handlers.listWaiting(talk.by(visitor), {});
    await expect(listing).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('D4: while being deactivated, and is refused or sent back', async () => {
    for (let round = 0; round < 20; round++) {
      const agent = await onlineAgent();
      const channel = await talk.start(await talk.somebody('user'), 'person');
      const [taken] = await Promise.allSettled([take(agent, channel), deactivate(agent)]);
      const { state, owner_id } = await row(channel);
      expect({ state, owner_id }).toEqual({ state: 'waiting', owner_id: null });
      if (taken.status === 'rejected') expect(taken.reason.code).toBe('unauthenticated');
    }
  });
});

/** As dbmgr's agents feature does it: the person's row first. */
async function deactivate(agent: Somebody): Promise<void> {
  await transact(talk.db, async (tx, afterCommit) => {
    await tx.selectFrom('people').select('id').where('id', '=', agent.id).forUpdate().execute();
    await tx
      .updateTable('people')
      .set({ active: false, online: false })
      .where('id', '=', agent.id)
      .execute();
    await returnConversations(tx, afterCommit, talk.by(null), agent.id);
    await leaveWaitingList(tx, afterCommit, talk.by(null), { id: agent.id, org: 'main' });
  });
}

describe('a conversation ends', () => {
  test.each(['visitor', 'agent'] as const)('by its %s', async (who) => {
    const visitor = await talk.somebody('user');
    const agent = await onlineAgent();
    const channel = await talk.start(visitor, 'person');
    await take(agent, channel);
    const version = (await joinedVersion(agent, channel)).member_version;
    const { conversation } = await close({ visitor, agent }[who], channel);
    expect(conversation).toMatchObject({ state: 'closed', owner: null, epoch: 3 });
    expect(await members(channel)).toEqual([visitor.id]);
    await expect.poll(() => toldTo('channelLeft', agent.id).length).toBe(1);
    const told = toldTo('entriesAppended', channel).at(-1);
    // The agent still hears the end: it is told with the membership in which they were.
    expect(told).toMatchObject({ member_version: version });
    expect((await close(visitor, channel)).conversation).toEqual(conversation);
  });

  test('while it waits, and leaves the waiting list', async () => {
    const visitor = await talk.somebody('user');
    const agent = await onlineAgent();
    const channel = await talk.start(visitor, 'person');
    await close(visitor, channel);
    const { waiting } = await handlers.listWaiting(talk.by(agent), {});
    expect(waiting.filter((entry) => entry.conversation.channel_id === channel)).toEqual([]);
    const last = () => talk.entriesOf('waiting-main').at(-1);
    await expect.poll(last).toMatchObject({ conversation: { state: 'closed' } });
    await expect(take(agent, channel)).rejects.toMatchObject({ code: 'conflict' });
  });
});

async function joinedVersion(agent: Somebody, channelId: string): Promise<Channel> {
  const all = () => toldTo('channelJoined', agent.id).map((payload) => payload.channel as Channel);
  await expect.poll(() => all().some((channel) => channel.id === channelId)).toBe(true);
  return all().find((channel) => channel.id === channelId)!;
}

describe('an agent leaves', () => {
  test('and what they had goes back to the front of the waiting list', async () => {
    const agent = await onlineAgent();
    const first = await talk.start(await talk.somebody('user'), 'person');
    const second = await talk.start(await talk.somebody('user'), 'person');
    await take(agent, first);
    await deactivate(agent);
    const watcher = await onlineAgent();
    const { waiting } = await handlers.listWaiting(talk.by(watcher), {});
    const order = waiting.map((entry) => entry.conversation.channel_id);
    expect(order.indexOf(first)).toBeLessThan(order.indexOf(second));
    expect(await row(first)).toMatchObject({ state: 'waiting', epoch: 3, owner_id: null });
    await expect.poll(() => changes(first).at(-1)).toEqual(['returned', 'waiting', 3]);
    const told = toldTo('entriesAppended', first).at(-1)!;
    const left = toldTo('channelLeft', agent.id)[0]!;
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
    await expect.poll(() => toldTo('channelLeft', agents[1]!.id).length).toBe(1);
    const told = toldTo('agentsAvailable', 'small').map((payload) => payload.online);
    expect(told).toEqual([true, false]);
    expect(toldTo('channelJoined', agents[0]!.id)).toMatchObject([
      { from_seq: 1, channel: { id: 'waiting-small', kind: 'waiting_list', member_version: 2 } },
    ]);
  });

  test('by giving one conversation back', async () => {
    const agent = await onlineAgent();
    const channel = await talk.start(await talk.somebody('user'), 'person');
    await take(agent, channel);
    const { conversation } = await handOff(agent, channel);
    expect(conversation.state satisfies ConversationState).toBe('waiting');
    expect(await talk.say(agent, channel, 'still here')).toMatchObject({ code: 'not_found' });
  });
});

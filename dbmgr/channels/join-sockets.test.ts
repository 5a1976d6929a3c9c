import { afterAll, beforeAll, expect, test } from 'vitest';
import { conversationHandlers } from '../conversations/handlers.ts';
import { openTalkStage, type Somebody, type TalkStage } from '../testing/talk-stage.ts';
import { channelHandlers as handlers } from './handlers.ts';

let talk: TalkStage;
beforeAll(async () => {
  talk = await openTalkStage();
});
afterAll(() => talk[Symbol.asyncDispose]());

const joinAll = (...people: { login: string; others?: string[] }[]) =>
  handlers.joinSockets(talk.by(null), {
    joins: people.map(({ login, others = [] }) => ({ login, others })),
  });

async function closedAndOpen(visitor: Somebody): Promise<{ closed: string; open: string }> {
  const closed = await talk.start(visitor, 'chat-bot');
  await conversationHandlers.closeConversation(talk.by(visitor), { channel_id: closed });
  return { closed, open: await talk.start(visitor, 'person') };
}

test('many sockets learn at once what each of them would learn alone', async () => {
  const agent = await talk.somebody('agent', { online: true });
  const waiting = await talk.somebody('user', { name: 'Zoë' });
  const served = await talk.somebody('user');
  const gone = await talk.somebody('user');
  const fresh = await talk.somebody('user');
  const admin = await talk.somebody('admin');
  await closedAndOpen(waiting);
  const taken = await talk.start(served, 'person');
  await conversationHandlers.takeConversation(talk.by(agent), { channel_id: taken });
  const ended = await talk.start(gone, 'chat-bot');
  await conversationHandlers.closeConversation(talk.by(gone), { channel_id: ended });
  const people = [fresh, waiting, agent, served, gone, admin];
  const together = await joinAll(...people);
  for (const [index, person] of people.entries()) {
    const alone = await handlers.joinChannels(talk.by(person), {});
    const mine = together.joined[index]!;
    const { login, channels, after } = alone;
    expect(mine).toEqual({ login, may_write: true, channels, after, others: [] });
    expect(together).toMatchObject({ store: alone.store, agents_online: { main: true } });
  }
  expect(together.joined.map((one) => one!.channels.length)).toEqual([0, 1, 2, 1, 1, 0]);
  const shown = together.waiting['main']!.map(({ conversation }) => conversation.visitor.id);
  expect(shown).toContain(waiting.id);
  expect(shown).not.toContain(served.id);
});

test('L11: a login that is dead gets nothing, and the others get theirs', async () => {
  const alive = await talk.somebody('user');
  const dead = await talk.somebody('user', { active: false });
  const { joined } = await joinAll(dead, alive, { login: 'never-was' });
  expect(joined).toMatchObject([null, { login: { user: { id: alive.id } } }, null]);
});

test('the waiting list is told to nobody when no agent is among them', async () => {
  await talk.somebody('agent', { online: true });
  const visitor = await talk.somebody('user');
  await talk.start(visitor, 'person');
  expect((await joinAll(visitor)).waiting).toEqual({});
});

test('R11: other channels are for their members, within their organisation', async () => {
  const visitor = await talk.somebody('user');
  const { closed, open } = await closedAndOpen(visitor);
  const stranger = await talk.somebody('user');
  const foreign = await talk.start(stranger, 'person');
  const others = [open, foreign, closed, 'nowhere', closed];
  const { joined } = await joinAll({ ...visitor, others }, { ...stranger, others });
  expect(joined[0]!.others).toEqual([
    {
      id: closed,
      head: expect.any(Number) as number,
      member_version: expect.any(Number) as number,
    },
  ]);
  expect(joined[1]!.others).toEqual([]);
  await talk.stage.people.organisation('elsewhere');
  await talk.sql('UPDATE channels SET org_id = ? WHERE id = ?', ['elsewhere', closed]);
  expect((await joinAll({ ...visitor, others: [closed] })).joined[0]!.others).toEqual([]);
});

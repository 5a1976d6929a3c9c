import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Desk, openDesk } from '../testing/desk.ts';
import { openTalkStage, type TalkStage } from '../testing/talk-stage.ts';

let talk: TalkStage;
let desk: Desk;
beforeAll(async () => {
  talk = await openTalkStage();
  desk = openDesk(talk);
});
afterAll(() => talk[Symbol.asyncDispose]());

describe('a person is asked for', () => {
  test('and the conversation goes to the waiting list with its history', async () => {
    const visitor = await talk.somebody('user');
    const channel = await talk.start(visitor, 'chat-bot');
    await talk.say(visitor, channel, 'one two');
    const { conversation } = await desk.handOff(visitor, channel);
    expect(conversation).toMatchObject({ state: 'waiting', owner: null, epoch: 2 });
    expect(await desk.members(channel)).toEqual([visitor.id]);
    const [task] = await talk.sql('SELECT state FROM tasks WHERE channel_id = ?', [channel]);
    expect(task).toEqual({ state: 'dropped' });
    await expect.poll(() => desk.changes(channel)).toEqual([['handoff', 'waiting', 2]]);
    const agent = await desk.onlineAgent();
    const waiting = await desk.waiting(agent);
    const listed = waiting.find((entry) => entry.conversation.channel_id === channel);
    expect(listed?.last).toMatchObject([{ data: 'one two', role: 'user' }]);
  });

  test('twice, and waits where it was', async () => {
    const visitor = await talk.somebody('user');
    const channel = await talk.start(visitor, 'chat-bot');
    const first = await desk.handOff(visitor, channel);
    expect((await desk.handOff(visitor, channel)).conversation).toEqual(first.conversation);
    expect(await talk.log(channel)).toHaveLength(1);
  });

  test('when one is there already, and is told who', async () => {
    const visitor = await talk.somebody('user');
    const channel = await talk.start(visitor, 'person');
    await desk.take(await desk.onlineAgent('Bo Berg'), channel);
    const refused = desk.handOff(visitor, channel);
    await expect(refused).rejects.toMatchObject({ code: 'conflict', message: /Bo Berg/ });
  });

  test('D3: by somebody else, for whom the conversation does not exist', async () => {
    const channel = await talk.start(await talk.somebody('user'), 'chat-bot');
    const others = [
      await talk.somebody('user'),
      await desk.onlineAgent(),
      await talk.somebody('admin'),
    ];
    for (const other of others) {
      await expect(desk.handOff(other, channel)).rejects.toMatchObject({ code: 'not_found' });
      await expect(desk.close(other, channel)).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  test('and lines of a visitor who waits reach the agents with the last three', async () => {
    const visitor = await talk.somebody('user');
    const channel = await talk.start(visitor, 'person');
    for (const text of ['one', 'two', 'three', 'x'.repeat(500)]) {
      await talk.say(visitor, channel, text);
    }
    await expect.poll(() => desk.listed(channel).length).toBe(5);
    const { last } = desk.listed(channel).at(-1)!;
    expect(last.map((line) => line.data)).toEqual(['two', 'three', `${'x'.repeat(159)}…`]);
    await talk.log('waiting-main');
  });
});

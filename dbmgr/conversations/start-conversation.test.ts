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

describe('a visitor starts', () => {
  test('with an automation: it owns the conversation, and the log is empty', async () => {
    const visitor = await talk.somebody('user', { name: 'Zoë' });
    const started = await desk.start(visitor, 'chat-bot');
    expect(started).toMatchObject({ created: true, conversation: { state: 'bot', epoch: 1 } });
    expect(started.conversation.owner).toMatchObject({ kind: 'automation', name: 'Word reverser' });
    expect(started.channel).toMatchObject({ kind: 'conversation', head: 0, name: 'Word reverser' });
    await expect
      .poll(() => desk.toldTo('channelJoined', visitor.id))
      .toMatchObject([{ from_seq: 1 }]);
  });

  test('with a person: it waits, agents hear of it, and whether one is there is said', async () => {
    const visitor = await talk.somebody('user', { name: 'Zoë' });
    await desk.onlineAgent();
    const started = await desk.start(visitor, 'person');
    const { conversation, channel, agents_online } = started;
    expect(conversation).toMatchObject({ state: 'waiting', owner: null });
    expect(conversation.waiting_since).not.toBeNull();
    expect(agents_online).toBe(true);
    await expect
      .poll(() => desk.listed(channel.id))
      .toMatchObject([{ conversation: { visitor: { name: 'Zoë' } } }]);
  });

  test('D5: fifty times at once, and has one conversation', async () => {
    const visitor = await talk.somebody('user');
    const all = await Promise.all(Array.from({ length: 50 }, () => desk.start(visitor, 'mat-bot')));
    expect(new Set(all.map((started) => started.channel.id)).size).toBe(1);
    expect(all.filter((started) => started.created)).toHaveLength(1);
  });

  test('again, and gets what is open; after its end another one', async () => {
    const visitor = await talk.somebody('user');
    const first = await talk.start(visitor, 'chat-bot');
    await talk.say(visitor, first, 'one two');
    const second = await desk.start(visitor, 'person');
    expect(second).toMatchObject({ created: false, channel: { id: first, head: 1 } });
    await desk.close(visitor, first);
    expect((await desk.start(visitor, 'person')).channel.id).not.toBe(first);
  });

  test('with an automation that is not there, and is refused', async () => {
    const visitor = await talk.somebody('user');
    await expect(desk.start(visitor, 'no-bot')).rejects.toMatchObject({ code: 'not_found' });
    const agent = await desk.onlineAgent();
    await expect(desk.start(agent, 'person')).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('twenty conversations within a minute at most', async () => {
    const visitor = await talk.somebody('user');
    for (let round = 0; round < 20; round++) {
      await desk.close(visitor, await talk.start(visitor, 'chat-bot'));
    }
    const refused = desk.start(visitor, 'chat-bot');
    await expect(refused).rejects.toMatchObject({ code: 'rate_limited' });
  });
});

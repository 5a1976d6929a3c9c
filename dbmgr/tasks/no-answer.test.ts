import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setTimeout as pause } from 'node:timers/promises';
import { conversationHandlers } from '../conversations/handlers.ts';
import { type BotStage, openBotStage } from '../testing/bot-stage.ts';

const soon = { timeout: 6000, interval: 20 };

let bots: BotStage;
beforeAll(async () => {
  bots = await openBotStage({ answerMs: 400 });
});
afterAll(() => bots[Symbol.asyncDispose]());

const never = () => new Promise<never>(() => undefined);

describe('no answer', () => {
  test('of a running replica three times brings the conversation to people', async () => {
    await bots.withReplicas(
      2,
      async () => {
        const { visitor, channel } = await bots.visitor();
        await bots.say(visitor, channel, 'hello');
        await bots.say(visitor, channel, 'are you there?');
        const last = async () => (await bots.lines(channel)).at(-1);
        await expect.poll(last, soon).toBe('unanswered');
        const tasks = await bots.talk.sql(
          'SELECT state, tries, unanswered, reason FROM tasks WHERE channel_id = ? ORDER BY seq',
          [channel],
        );
        // On a busy machine one may be lost besides, which is given again and counts for nothing.
        expect(tasks).toMatchObject([
          { state: 'dead', unanswered: 3, reason: 'unanswered' },
          { state: 'dropped', tries: 0, unanswered: 0, reason: 'unanswered' },
        ]);
      },
      never,
    );
  });

  test('while none runs: told once, and each line answered once, in order, later', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => bots.visitor()));
    for (const text of ['one', 'two', 'three']) {
      for (const { visitor, channel } of all) await bots.say(visitor, channel, text);
    }
    const notices = async (channel: string) =>
      (await bots.lines(channel)).filter((line) => line === 'automation_absent');
    for (const { channel } of all) {
      await expect.poll(() => notices(channel), soon).toHaveLength(1);
    }
    await pause(1500);
    expect(await bots.task(all[0]!.channel)).toMatchObject({ unanswered: 0 });
    await bots.withReplicas(2, async () => {
      const heard = ['one', 'two', 'three'].map((text) => `automation: heard ${text}`);
      for (const { channel } of all) {
        const said = async () => (await bots.lines(channel)).slice(4);
        await expect.poll(said, soon).toEqual(heard);
        expect(await notices(channel)).toHaveLength(1);
      }
    });
    // The next outage is told again.
    const { visitor, channel } = all[0]!;
    await expect.poll(() => bots.watch.isRunning('chat-bot'), soon).toBe(false);
    await bots.say(visitor, channel, 'four');
    const last = async () => (await bots.lines(channel)).at(-1);
    await expect.poll(last, soon).toBe('automation_absent');
    await conversationHandlers.handOff(bots.talk.by(visitor), { channel_id: channel });
  });
});

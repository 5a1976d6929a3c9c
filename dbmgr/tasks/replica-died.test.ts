import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BotStage, openBotStage } from '../testing/bot-stage.ts';

const soon = { timeout: 10_000, interval: 20 };

let bots: BotStage;
beforeAll(async () => {
  // Longer than a replica here lives with its task, also on a busy machine.
  bots = await openBotStage({ answerMs: 3000 });
});
afterAll(() => bots[Symbol.asyncDispose]());

const never = () => new Promise<never>(() => undefined);

describe('a task', () => {
  test('of a replica that died is not counted: the next one gets the task', async () => {
    const { visitor, channel } = await bots.visitor();
    const dying = await bots.replica(never);
    await bots.say(visitor, channel, 'hello');
    await expect.poll(() => dying.given.length, soon).toBe(1);
    await expect.poll(async () => (await bots.task(channel)).delivered_at, soon).not.toBeNull();
    await dying.kill();
    await expect
      .poll(() => bots.lines(channel), soon)
      .toEqual(['user: hello', 'automation_absent']);
    await expect.poll(() => bots.watch.isRunning('chat-bot'), soon).toBe(false);
    await bots.withReplicas(1, async ([replica]) => {
      await expect.poll(() => replica!.given.length, soon).toBe(1);
      expect(replica!.given[0]).toMatchObject({ try: 2, message: { data: 'hello' } });
      await expect
        .poll(() => bots.task(channel), soon)
        .toMatchObject({
          state: 'answered',
          unanswered: 0,
        });
    });
  });

  test('X30: a line that ends whoever reads it goes to people after 5 tries', async () => {
    const poisoned = await bots.visitor();
    const beside = await bots.visitor();
    await bots.say(poisoned.visitor, poisoned.channel, 'poison');
    await bots.say(beside.visitor, beside.channel, 'hello');
    for (let death = 1; death <= 5; death++) {
      const dying = await bots.replica(({ message }) =>
        message.data === 'poison' || death < 3
          ? never()
          : { messages: [{ type: 'text' as const, data: 'fine' }] },
      );
      const hasPoison = () => dying.given.some(({ message }) => message.data === 'poison');
      await expect.poll(hasPoison, { timeout: 15_000 }).toBe(true);
      const delivered = async () => (await bots.task(poisoned.channel)).delivered_at;
      await expect.poll(delivered, soon).not.toBeNull();
      await dying.kill();
      await expect.poll(() => bots.watch.isRunning('chat-bot'), soon).toBe(false);
    }
    await bots.withReplicas(1, async () => {
      const task = () => bots.task(poisoned.channel);
      await expect.poll(task, soon).toMatchObject({ state: 'dead', tries: 5 });
      expect((await bots.lines(poisoned.channel)).at(-1)).toBe('unanswered');
      await expect.poll(() => bots.task(beside.channel), soon).toMatchObject({ state: 'answered' });
    });
  });
});

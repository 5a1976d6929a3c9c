import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BotStage, openBotStage } from '../testing/bot-stage.ts';
import { automationHandlers } from './handlers.ts';

const soon = { timeout: 6000, interval: 20 };

let bots: BotStage;
beforeAll(async () => {
  bots = await openBotStage();
});
afterAll(() => bots[Symbol.asyncDispose]());

const list = async () => {
  const handlers = automationHandlers(bots.watch);
  const { automations } = await handlers.listAutomations(bots.talk.by(null, 'web'), {});
  return automations;
};
const told = (name: string) =>
  bots.talk.told
    .filter((event) => event.name === 'availabilityChanged' && event.key === name)
    .map((event) => event.payload.running);

describe('an automation', () => {
  test('is listed, running or not, and the mesh hears when it comes and goes', async () => {
    const idle = { name: 'chat-bot', title: 'Word reverser', running: false };
    expect(await list()).toMatchObject([idle, { name: 'mat-bot' }]);
    const replica = await bots.replica();
    await expect.poll(list, soon).toMatchObject([{ ...idle, running: true }, { running: false }]);
    await replica[Symbol.asyncDispose]();
    await expect.poll(() => told('chat-bot'), soon).toEqual([false, true, false]);
    expect(told('mat-bot')).toEqual([false]);
  });

  test('is told to the visitors of its organisation, while that is on, and to relays', async () => {
    const { stage, by, sql } = bots.talk;
    const org = await stage.people.organisation('north');
    const person = await stage.people.automation('north-bot', 'Guide', org);
    const { listAutomations } = automationHandlers(bots.watch);
    const told = async (caller: string, wish: { org?: string }) =>
      (await listAutomations(by(null, caller), wish)).automations;
    const guide = { name: 'north-bot', title: 'Guide', description: '', running: false };
    expect(await told('web', { org })).toEqual([guide]);
    expect((await told('web', {})).map(({ name }) => name)).toEqual(['chat-bot', 'mat-bot']);
    expect(await told('relay', {})).toMatchObject([
      { person: 'chat-bot' },
      { person: 'mat-bot' },
      { name: 'north-bot', person },
    ]);
    await sql('UPDATE orgs SET active = FALSE WHERE id = ?', [org]);
    expect(await told('web', { org })).toEqual([]);
    expect(await told('web', { org: 'nowhere' })).toEqual([]);
  });

  test('that comes is seen at once, however long the next look is away', async () => {
    await using slow = await openBotStage({ watchMs: 3_600_000 });
    const { beat, listAutomations } = automationHandlers(slow.watch);
    const isRunning = async () => {
      const { automations } = await listAutomations(slow.talk.by(null, 'web'), {});
      return automations.map(({ running }) => running);
    };
    expect(await isRunning()).toEqual([false, false]);
    await beat(slow.talk.by(null, 'chat-bot'), {});
    await expect.poll(isRunning, soon).toEqual([true, false]);
  });

  test('runs as long as it says so, without a pull that waits', async () => {
    const beat = () => automationHandlers(bots.watch).beat(bots.talk.by(null, 'mat-bot'), {});
    await beat();
    await beat();
    await expect.poll(() => bots.watch.isRunning('mat-bot'), soon).toBe(true);
    await expect.poll(() => bots.watch.isRunning('mat-bot'), soon).toBe(false);
  });

  test('that was removed leaves its conversations to people, and its consumer goes', async () => {
    const { visitor, channel } = await bots.visitor();
    await bots.say(visitor, channel, 'hello');
    await bots.talk.sql("UPDATE automations SET active = FALSE WHERE name = 'chat-bot'");
    await expect.poll(() => bots.lines(channel), soon).toEqual(['user: hello', 'unanswered']);
    expect(await list()).toMatchObject([{ name: 'mat-bot' }]);
    const { id, epoch } = await bots.task(channel);
    const late = bots.reply({ task: String(id), epoch: Number(epoch), messages: [] });
    await expect(late).rejects.toMatchObject({ code: 'not_found' });
    const ask = async () => {
      const subject = '$JS.API.CONSUMER.INFO.TASKS.chat-bot';
      const reply = await bots.talk.bus.connection.request(subject, '{}', { timeout: 10_000 });
      return reply.json<{ error?: { err_code: number } }>().error?.err_code;
    };
    await expect.poll(ask, soon).toBe(10014);
  });
});

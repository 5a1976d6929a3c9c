import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { conversationHandlers } from '../conversations/handlers.ts';
import { type BotStage, openBotStage } from '../testing/bot-stage.ts';

const soon = { timeout: 6000, interval: 20 };

let bots: BotStage;
beforeAll(async () => {
  bots = await openBotStage();
});
afterAll(() => bots[Symbol.asyncDispose]());

describe('an answer', () => {
  /** A task that nobody answers by himself. */
  async function openTask() {
    const { visitor, channel } = await bots.visitor();
    await bots.say(visitor, channel, 'hello');
    const { id, epoch } = await bots.task(channel);
    return { visitor, channel, task: String(id), epoch: Number(epoch) };
  }
  const text = (data: string) => ({ type: 'text' as const, data });

  test('is applied once, and a repeat is ok', async () => {
    const { channel, task, epoch } = await openTask();
    const answer = { task, epoch, messages: [text('one'), text('two')] };
    for (let round = 0; round < 3; round++) expect(await bots.reply(answer)).toEqual({ ok: true });
    await Promise.all(Array.from({ length: 10 }, () => bots.reply(answer)));
    const lines = ['user: hello', 'automation: one', 'automation: two'];
    expect(await bots.lines(channel)).toEqual(lines);
    const [message] = await bots.talk.sql(
      'SELECT cid, sender_name FROM messages WHERE channel_id = ? AND seq = 2',
      [channel],
    );
    expect(message).toEqual({ cid: `t_${task}_1`, sender_name: 'Word reverser' });
  });

  test('after the owner changed is refused: a bot never talks over a person', async () => {
    const { visitor, channel, task, epoch } = await openTask();
    await conversationHandlers.handOff(bots.talk.by(visitor), { channel_id: channel });
    const late = bots.reply({ task, epoch, messages: [text('late')] });
    await expect(late).rejects.toMatchObject({ code: 'stale_owner' });
    const forged = bots.reply({ task, epoch: 2, messages: [text('late')] });
    await expect(forged).rejects.toMatchObject({ code: 'stale_owner' });
    expect(await bots.lines(channel)).toEqual(['user: hello', 'handoff']);
  });

  test('with another epoch, and one to a task of another automation, change nothing', async () => {
    const { channel, task, epoch } = await openTask();
    const ahead = bots.reply({ task, epoch: epoch + 1, messages: [] });
    await expect(ahead).rejects.toMatchObject({ code: 'stale_owner' });
    for (const [id, name] of [
      [task, 'mat-bot'],
      [task, 'nobody'],
      ['no-task', 'chat-bot'],
    ]) {
      const foreign = bots.reply({ task: id!, epoch, messages: [text('mine')] }, name);
      await expect(foreign).rejects.toMatchObject({ code: 'not_found' });
    }
    const long = bots.reply({ task, epoch, messages: [text('x'.repeat(10_001))] });
    await expect(long).rejects.toMatchObject({ code: 'too_large' });
    expect(await bots.lines(channel)).toEqual(['user: hello']);
  });

  test('may hand the conversation to people, with a reason and a summary', async () => {
    const { channel, task, epoch } = await openTask();
    const handoff = { reason: 'asked for a person', summary: 'Wants to pay.' };
    await bots.reply({ task, epoch, messages: [text('One moment.')], handoff });
    const lines = ['user: hello', 'automation: One moment.', 'handoff_summary', 'handoff'];
    expect(await bots.lines(channel)).toEqual(lines);
    const told = (list: string) => bots.talk.entriesOf(list).at(-1);
    await expect
      .poll(() => told(channel), soon)
      .toMatchObject({ reason: 'handoff', conversation: { state: 'waiting', owner: null } });
    expect(JSON.stringify(bots.talk.entriesOf(channel))).not.toContain('asked for a person');
    // Why it was handed over is for the staff.
    await expect
      .poll(() => told('waiting-main'), soon)
      .toMatchObject({
        conversation: { channel_id: channel },
        note: 'asked for a person',
        last: [{ data: 'hello' }, { data: 'One moment.' }],
      });
  });
});

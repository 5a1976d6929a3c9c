import { setTimeout as pause } from 'node:timers/promises';
import { describe, test } from 'vitest';
import { connectWireNats } from '../testing/wire-nats.ts';
import { openTaskStage, type TaskStage } from '../testing/task-stage.ts';

/** What a micro service tells of itself (NATS ADR-32). */
type MicroAnswer = { id: string; endpoints: object[] };

const operatorOf = (stage: TaskStage) =>
  connectWireNats(stage.url, 'operator', stage.passwords.operator ?? '');

describe.concurrent('the plain door of an automation', () => {
  test('answers a person at a shell, once however many replicas run', async ({ expect }) => {
    await using stage = await openTaskStage();
    for (let replica = 0; replica < 3; replica += 1)
      await stage.run({ plain: (text) => `<${text}>` });
    using operator = await operatorOf(stage);
    const inbox = operator.subscribe('_INBOX.me.*');
    for (let number = 0; number < 30; number += 1)
      operator.publish('bot.chat', 'hi', '_INBOX.me.1');
    await expect.poll(() => inbox.received.length, { timeout: 8000 }).toBe(30);
    await pause(100);
    expect(inbox.received.map(({ data }) => data)).toEqual(Array(30).fill('<hi>'));
  });

  test('is listed as a micro service with version, description and figures', async ({ expect }) => {
    await using stage = await openTaskStage();
    await stage.makeConsumer();
    const automation = await stage.run({ plain: (text) => text });
    using operator = await operatorOf(stage);
    await stage.give('one');
    await expect.poll(() => automation.figures().answered, { timeout: 8000 }).toBe(1);
    await operator.request('bot.chat', 'hi');
    const ask = async (subject: string) =>
      JSON.parse((await operator.request(subject, '')).data) as MicroAnswer;
    const identity = { name: 'chat-bot', version: '1.2.3' };
    expect(await ask('$SRV.PING')).toMatchObject(identity);
    const info = await ask('$SRV.INFO.chat-bot');
    expect(info).toMatchObject({ ...identity, description: 'Says what it heard.' });
    expect(info.endpoints).toMatchObject([{ subject: 'bot.chat', queue_group: 'chat-bot' }]);
    const stats = await ask(`$SRV.STATS.chat-bot.${info.id}`);
    expect(stats.endpoints).toMatchObject([{ num_requests: 1, data: { answered: 1, failed: 0 } }]);
  });

  test('refuses what is too long and what is no text', async ({ expect }) => {
    await using stage = await openTaskStage();
    await stage.run({ plain: (text) => text });
    using operator = await operatorOf(stage);
    const long = await operator.request('bot.chat', '我'.repeat(10_001));
    expect(long.headers).toContain('Nats-Service-Error-Code: too_large');
    const binary = await operator.request('bot.chat', new Uint8Array([0xff, 0xfe, 0x00]));
    expect(binary.headers).toContain('Nats-Service-Error-Code: invalid');
    const whole = '我'.repeat(10_000);
    expect((await operator.request('bot.chat', whole)).data).toBe(whole);
    expect((await operator.request('bot.chat', '')).data).toBe('');
  });

  test('tells a failure from an answer, and never what it was about', async ({ expect }) => {
    await using stage = await openTaskStage();
    const fail = (text: string): never => {
      throw new Error(`cannot read ${text}`);
    };
    let isAsync = false;
    await stage.run({ plain: (text) => (isAsync ? Promise.reject(new Error(text)) : fail(text)) });
    using operator = await operatorOf(stage);
    for (const how of [false, true]) {
      isAsync = how;
      const answer = await operator.request('bot.chat', 'my-secret-words');
      expect(answer.headers).toContain('Nats-Service-Error-Code: internal');
      expect(answer.headers + answer.data).not.toContain('my-secret-words');
    }
    expect(stage.log.text()).toContain('plain request failed');
    expect(stage.log.text()).not.toContain('my-secret-words');
  });

  test('N6: answers only inboxes of people, whatever the reply subject says', async ({
    expect,
  }) => {
    await using stage = await openTaskStage();
    await stage.run({ plain: (text) => text });
    using operator = await operatorOf(stage);
    const forged = JSON.stringify({ task: 'any', epoch: 1, messages: [] });
    operator.publish('bot.chat', forged, 'natter.v1.chat-bot.tasks.reply');
    expect((await operator.request('bot.chat', 'still there')).data).toBe('still there');
    expect(stage.replies).toEqual([]);
  });

  test('finishes the answers it is making before it closes', async ({ expect }) => {
    await using stage = await openTaskStage();
    const started = Promise.withResolvers<void>();
    const automation = await stage.run({
      plain: async (text) => {
        started.resolve();
        await pause(300);
        return text;
      },
    });
    using operator = await operatorOf(stage);
    const answer = operator.request('bot.chat', 'last words');
    await started.promise;
    await automation[Symbol.asyncDispose]();
    expect((await answer).data).toBe('last words');
    const nobody = await operator.request('bot.chat', 'too late');
    expect(nobody.headers).toContain('503');
  });
});

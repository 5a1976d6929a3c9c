import { setTimeout as pause } from 'node:timers/promises';
import { describe, test } from 'vitest';
import { openRawNats } from '../testing/raw-nats.ts';
import { openTaskStage } from '../testing/task-stage.ts';

const soon = { timeout: 8000, interval: 20 };

describe.concurrent('an automation that gets tasks', () => {
  test('answers each with its task and epoch, and acknowledges it', async ({ expect }) => {
    await using stage = await openTaskStage();
    await stage.makeConsumer();
    await stage.run();
    const task = await stage.give('one two');
    await expect
      .poll(() => stage.replies, soon)
      .toEqual([
        { task: task.task, epoch: 1, messages: [{ type: 'text', data: 'heard one two' }] },
      ]);
    const idle = { num_pending: 0, num_ack_pending: 0 };
    await expect.poll(() => stage.consumerInfo(), soon).toMatchObject(idle);
  });

  test('keeps a pull waiting, and beats', async ({ expect }) => {
    await using stage = await openTaskStage();
    await stage.makeConsumer();
    await stage.run();
    await expect.poll(async () => (await stage.consumerInfo()).num_waiting, soon).toBe(1);
    await expect
      .poll(() => stage.beats, soon)
      .toContainEqual({ name: 'chat-bot', version: '1.2.3' });
    await expect.poll(() => stage.beats.length, soon).toBeGreaterThan(1);
  });

  test('answers once, however many replicas run', async ({ expect }) => {
    await using stage = await openTaskStage();
    await stage.makeConsumer();
    for (let replica = 0; replica < 3; replica += 1) await stage.run();
    for (let number = 0; number < 60; number += 1) await stage.give(`line ${number}`);
    await expect.poll(() => stage.replies.length, soon).toBe(60);
    await pause(200);
    expect(new Set(stage.replies.map((reply) => reply.task)).size).toBe(60);
    expect(stage.replies).toHaveLength(60);
  });

  test('answers several conversations at once, and no more than sixteen', async ({ expect }) => {
    await using stage = await openTaskStage();
    await stage.makeConsumer();
    let underWay = 0;
    let most = 0;
    const release = Promise.withResolvers<void>();
    const automation = await stage.run({
      answer: async () => {
        most = Math.max(most, ++underWay);
        await release.promise;
        underWay -= 1;
        return { messages: [] };
      },
    });
    for (let number = 0; number < 40; number += 1) await stage.give('hello');
    await expect.poll(() => underWay, soon).toBe(16);
    await pause(100);
    release.resolve();
    await expect.poll(() => stage.replies.length, soon).toBe(40);
    expect(most).toBe(16);
    await expect.poll(() => automation.figures().answered, soon).toBe(40);
  });

  test('hands a conversation over with a reason', async ({ expect }) => {
    await using stage = await openTaskStage();
    await stage.makeConsumer();
    const handoff = { reason: 'asked for a person', summary: 'Wants to pay.' };
    await stage.run({ answer: () => ({ messages: [], handoff }) });
    await stage.give('a person please');
    await expect.poll(() => stage.replies, soon).toMatchObject([{ messages: [], handoff }]);
  });

  test('ends a task that another automation caused in silence', async ({ expect }) => {
    await using stage = await openTaskStage();
    await stage.makeConsumer();
    await stage.run();
    const task = await stage.give('ping');
    const message = { ...task.message, role: 'automation' as const };
    const looped = await stage.give('pong', { message });
    await expect.poll(() => stage.replies.length, soon).toBe(2);
    expect(stage.replies.find((reply) => reply.task === looped.task)?.messages).toEqual([]);
  });

  test('lets go of a second delivery of a task that it is answering', async ({ expect }) => {
    await using stage = await openTaskStage();
    await stage.makeConsumer();
    const answered: number[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    await stage.run({
      answer: async (task) => {
        answered.push(task.try);
        await promise;
        return { messages: [] };
      },
    });
    const task = await stage.give('slow');
    await expect.poll(() => answered, soon).toEqual([1]);
    await stage.give('slow', { ...task, try: 2 });
    await expect.poll(() => stage.consumerInfo(), soon).toMatchObject({ num_pending: 0 });
    await pause(300);
    resolve();
    await expect.poll(() => stage.replies.length, soon).toBe(1);
    await pause(500);
    expect(answered).toEqual([1]);
  });
});

describe.concurrent('when dbmgr refuses an answer', () => {
  test.for(['stale_owner', 'not_found'] as const)(
    '%s settles the task',
    async (code, { expect }) => {
      await using stage = await openTaskStage();
      await stage.makeConsumer();
      stage.judge = () => code;
      const automation = await stage.run();
      await stage.give('late');
      await expect.poll(() => automation.figures().refused, soon).toBe(1);
      await expect.poll(() => stage.consumerInfo(), soon).toMatchObject({ num_ack_pending: 0 });
      expect(stage.replies).toHaveLength(1);
    },
  );

  test('unavailable makes it send the same answer again', async ({ expect }) => {
    await using stage = await openTaskStage();
    await stage.makeConsumer();
    stage.judge = () => (stage.replies.length < 3 ? 'unavailable' : null);
    const automation = await stage.run();
    await stage.give('patience');
    await expect.poll(() => automation.figures().answered, soon).toBe(1);
    expect(stage.replies).toHaveLength(3);
    expect(new Set(stage.replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
  });

  test('too_large leaves the task unacknowledged', async ({ expect }) => {
    await using stage = await openTaskStage();
    await stage.makeConsumer();
    stage.judge = () => 'too_large';
    const automation = await stage.run();
    await stage.give('big');
    await expect.poll(() => automation.figures().failed, soon).toBe(1);
    expect(await stage.consumerInfo()).toMatchObject({ num_ack_pending: 1 });
  });
});

describe.concurrent('when an automation fails', () => {
  const failures: [string, (text: string) => Promise<never>][] = [
    [
      'throws',
      (text) => {
        throw new Error(`cannot read ${text}`);
      },
    ],
    ['rejects', (text) => Promise.reject(new Error(`cannot read ${text}`))],
  ];
  const title = 'it %s: logged without the words, and the next task is answered';
  test.for(failures)(title, async ([, fail], { expect }) => {
    await using stage = await openTaskStage();
    await stage.makeConsumer();
    const automation = await stage.run({
      answer: ({ message }) => (message.data === 'fine' ? { messages: [] } : fail(message.data)),
    });
    const failing = await stage.give('my-secret-words');
    const fine = await stage.give('fine');
    await expect.poll(() => automation.figures(), soon).toMatchObject({ answered: 1, failed: 1 });
    expect(stage.replies.map((reply) => reply.task)).toEqual([fine.task]);
    expect(stage.log.text()).toContain(failing.task);
    expect(stage.log.text()).not.toContain('my-secret-words');
    expect(await stage.consumerInfo()).toMatchObject({ num_ack_pending: 1 });
  });

  test('N6: what the server was made to say stands in no task’s way', async ({ expect }) => {
    await using stage = await openTaskStage();
    await stage.makeConsumer();
    const { url, passwords } = stage;
    await stage.makeConsumer('mat-bot');
    using other = await openRawNats({ url, user: 'mat-bot', password: passwords['mat-bot'] });
    const reply = 'natter.v1.task.chat-bot';
    for (let number = 0; number < 50; number++) {
      const payload = '{"batch":1,"no_wait":true}';
      await other.publish('$JS.API.CONSUMER.MSG.NEXT.TASKS.mat-bot', { reply, payload });
    }
    const automation = await stage.run();
    await stage.give('a real one');
    await expect.poll(() => automation.figures(), soon).toMatchObject({ answered: 1, failed: 50 });
    const rest = { num_pending: 0, num_ack_pending: 0 };
    await expect.poll(() => stage.consumerInfo(), soon).toMatchObject(rest);
  });

  test('a malformed task harms nobody', async ({ expect }) => {
    await using stage = await openTaskStage();
    await stage.makeConsumer();
    const automation = await stage.run();
    const binary = new Uint8Array([0, 255, 128]);
    const malformed = ['', '{', 'null', '[]', '{"task":1}', '{"__proto__":{"task":"x"}}', binary];
    for (const payload of malformed) await stage.giveRaw(payload);
    await stage.giveRaw(JSON.stringify({ task: 'x'.repeat(900_000) }));
    await stage.give('fine');
    await expect.poll(() => automation.figures().failed, soon).toBe(malformed.length + 1);
    await expect.poll(() => automation.figures().answered, soon).toBe(1);
  });
});

describe.concurrent('an automation outlives', () => {
  test('a consumer that is made late, and made again', async ({ expect }) => {
    await using stage = await openTaskStage();
    const automation = await stage.run();
    await pause(700);
    await stage.makeConsumer();
    await stage.give('first');
    await expect.poll(() => automation.figures().answered, soon).toBe(1);
    await stage.deleteConsumer();
    await pause(700);
    await stage.makeConsumer();
    await stage.give('second');
    await expect.poll(() => automation.figures().answered, soon).toBeGreaterThan(1);
    expect(stage.log.text()).toContain('no consumer for tasks; dbmgr makes it');
  });

  test('a restart of the NATS server', async ({ expect }) => {
    await using stage = await openTaskStage();
    await stage.makeConsumer();
    const automation = await stage.run();
    await stage.give('before');
    await expect.poll(() => automation.figures().answered, soon).toBe(1);
    await stage.restartNats(500);
    await expect
      .poll(
        () =>
          stage.give('after').then(
            () => true,
            () => false,
          ),
        soon,
      )
      .toBe(true);
    await expect.poll(() => automation.figures().answered, soon).toBeGreaterThan(1);
    await expect.poll(async () => (await stage.consumerInfo()).num_waiting, soon).toBe(1);
  });

  test('a restart of the NATS server while it makes an answer', async ({ expect }) => {
    await using stage = await openTaskStage();
    await stage.makeConsumer();
    const started = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const automation = await stage.run({
      answer: async () => {
        started.resolve();
        await finish.promise;
        return { messages: [] };
      },
    });
    await stage.give('long');
    await started.promise;
    const restarted = stage.restartNats(600);
    await pause(200);
    finish.resolve();
    await restarted;
    await expect.poll(() => automation.figures().answered, soon).toBe(1);
  });
});

describe.concurrent('an automation that stops', () => {
  test('finishes what it is answering, and takes no more', async ({ expect }) => {
    await using stage = await openTaskStage();
    await stage.makeConsumer();
    const started = Promise.withResolvers<void>();
    const automation = await stage.run({
      answer: async () => {
        started.resolve();
        await pause(1500);
        return { messages: [] };
      },
    });
    await stage.give('last');
    await started.promise;
    await automation[Symbol.asyncDispose]();
    expect(stage.replies).toHaveLength(1);
    await stage.give('too late');
    await pause(200);
    expect(stage.replies).toHaveLength(1);
    expect(await stage.consumerInfo()).toMatchObject({ num_pending: 1, num_ack_pending: 0 });
  });

  test('loses no task while another replica takes over', async ({ expect }) => {
    await using stage = await openTaskStage();
    await stage.makeConsumer();
    let replica = await stage.run();
    const given: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      const next = await stage.run();
      const stopping = replica[Symbol.asyncDispose]();
      for (let number = 0; number < 40; number += 1) given.push((await stage.give('on')).task);
      await stopping;
      replica = next;
    }
    await expect.poll(() => stage.replies.length, soon).toBe(200);
    expect(new Set(stage.replies.map((reply) => reply.task))).toEqual(new Set(given));
    await expect.poll(() => stage.consumerInfo(), soon).toMatchObject({ num_ack_pending: 0 });
  });

  test('does not wait for ever for an answer that never comes', async ({ expect }) => {
    await using stage = await openTaskStage();
    await stage.makeConsumer();
    const started = Promise.withResolvers<void>();
    const automation = await stage.run({
      drainLimitMs: 300,
      answer: () => {
        started.resolve();
        return new Promise(() => undefined);
      },
    });
    await stage.give('stuck');
    await started.promise;
    await automation[Symbol.asyncDispose]();
    expect(stage.log.text()).toContain('ended before tasks were answered');
  });
});

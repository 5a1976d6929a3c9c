import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStage, type Stage } from '../testing/stage.ts';
import type { Bus } from './connect.ts';
import { openTaskStream } from './task-stream.ts';

let stage: Stage;
let bus: Bus;
beforeAll(async () => {
  stage = await openStage();
  bus = await stage.bus('dbmgr');
});
afterAll(() => stage[Symbol.asyncDispose]());

const ask = async (verb: string) =>
  (await bus.connection.request(`$JS.API.${verb}`, '{}', { timeout: 10_000 })).json<
    Record<string, unknown>
  >();

describe('the stream of tasks', () => {
  test('is made bounded, with a consumer that gives each task once', async () => {
    const stream = openTaskStream(bus);
    expect(await stream.readConsumer('chat-bot')).toMatchObject({ isNew: true, waiting: 0 });
    expect(await stream.readConsumer('chat-bot')).toMatchObject({ isNew: false });
    const { config } = await ask('STREAM.INFO.TASKS');
    expect(config).toMatchObject({
      subjects: ['natter.v1.task.*'],
      retention: 'limits',
      discard: 'new',
      deny_delete: true,
      deny_purge: true,
      max_bytes: 128 * 1024 * 1024,
    });
    const consumer = await ask('CONSUMER.INFO.TASKS.chat-bot');
    expect(consumer.config).toMatchObject({
      durable_name: 'chat-bot',
      filter_subject: 'natter.v1.task.chat-bot',
      ack_policy: 'explicit',
      ack_wait: 8_000_000_000,
      max_deliver: 1,
    });
  });

  test('knows a message that comes again, and tells where it has it', async () => {
    const stream = openTaskStream(bus);
    await stream.readConsumer('chat-bot');
    const first = await stream.publish('chat-bot', 'task-1', '{"one":1}');
    expect(await stream.publish('chat-bot', 'task-1', '{"one":1}')).toBe(first);
    expect(await stream.publish('chat-bot', 'task-2', '{"one":1}')).toBe(first + 1);
    expect(await stream.readConsumer('chat-bot')).toMatchObject({ lastSeq: first + 1 });
  });

  test('N10: takes no message id that could break out of its header', async () => {
    const stream = openTaskStream(bus);
    for (const id of ['a\r\nNats-Rollup: all', 'a b', '']) {
      await expect(stream.publish('chat-bot', id, '{}')).rejects.toThrow('not a message id');
    }
  });

  test('refuses what is too large for it', async () => {
    const stream = openTaskStream(bus);
    const large = stream.publish('chat-bot', 'large', 'x'.repeat(600 * 1024));
    await expect(large).rejects.toMatchObject({ name: 'JetStreamError' });
  });

  test('makes a consumer again that was deleted, and deletes one that is not there', async () => {
    const stream = openTaskStream(bus);
    await stream.readConsumer('mat-bot');
    await stream.deleteConsumer('mat-bot');
    await stream.deleteConsumer('mat-bot');
    expect(await stream.readConsumer('mat-bot')).toMatchObject({ isNew: true });
  });
});

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { obtainServers } from '../../internal/servers/obtain-servers.ts';
import { silent } from '../../internal/servers/progress.ts';
import { startNats } from '../../internal/servers/start-nats.ts';
import '../../internal/testing/run-facts.ts';
import { type BotStage, openBotStage } from '../testing/bot-stage.ts';

const soon = { timeout: 6000, interval: 20 };

let bots: BotStage;
let restarted: AsyncDisposable | undefined;
beforeAll(async () => {
  bots = await openBotStage();
});
afterAll(async () => {
  await bots[Symbol.asyncDispose]();
  await restarted?.[Symbol.asyncDispose]();
});

describe('what JetStream loses comes again from the database', () => {
  const ask = (subject: string) =>
    bots.talk.bus.connection.request(subject, '{}', { timeout: 10_000 });

  test('X2: a task that a process claimed and did not publish', async () => {
    const { visitor, channel } = await bots.visitor();
    await bots.say(visitor, channel, 'hello');
    await expect.poll(async () => (await bots.task(channel)).stream_seq, soon).not.toBeNull();
    const { stream_seq } = await bots.task(channel);
    await bots.talk.sql('UPDATE tasks SET stream_seq = NULL WHERE channel_id = ?', [channel]);
    // The same try again: the stream knows it and says where it is.
    await expect.poll(async () => (await bots.task(channel)).stream_seq, soon).toBe(stream_seq);
    await bots.withReplicas(1, async ([replica]) => {
      await expect.poll(() => replica!.given.length, soon).toBe(1);
      expect(replica!.given[0]!.try).toBe(1);
    });
  });

  test('X8: tasks whose consumer was deleted', async () => {
    const { visitor, channel } = await bots.visitor();
    await bots.say(visitor, channel, 'hello');
    await expect.poll(async () => (await bots.task(channel)).stream_seq, soon).not.toBeNull();
    await ask('$JS.API.CONSUMER.DELETE.TASKS.chat-bot');
    await bots.withReplicas(1, async () => {
      const last = async () => (await bots.lines(channel)).at(-1);
      await expect.poll(last, soon).toBe('automation: heard hello');
    });
  });

  test('X8: everything, when NATS comes back with an empty store', async () => {
    const { visitor, channel } = await bots.visitor();
    await bots.say(visitor, channel, 'before');
    await expect.poll(async () => (await bots.task(channel)).stream_seq, soon).not.toBeNull();
    await restartEmpty();
    await bots.say(visitor, channel, 'after');
    await bots.withReplicas(1, async () => {
      const heard = async () => (await bots.lines(channel)).filter((line) => /heard/.test(line));
      const expected = ['automation: heard before', 'automation: heard after'];
      await expect.poll(heard, { ...soon, timeout: 15_000 }).toEqual(expected);
    });
  }, 30_000);
});

/** Stops the stage's NATS server, removes what it stored, and starts it again on the same port. */
async function restartEmpty(): Promise<void> {
  const { nats, folder } = bots.talk.stage;
  await nats.server.stop();
  await rm(join(folder, 'nats', 'jetstream'), { recursive: true });
  const found = await obtainServers({
    folder: inject('facts').serversFolder,
    progress: silent,
    wanted: { nats: true, mysql: false },
  });
  const { port, monitorPort } = nats.server;
  restarted = await startNats({
    binary: found.nats!,
    folder: join(folder, 'nats'),
    users: nats.passwords,
    logFile: nats.logFile,
    ports: { port, monitorPort },
  });
}

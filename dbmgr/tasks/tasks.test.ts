import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { task as taskSchema } from '../../internal/contract/tasks.ts';
import '../../internal/testing/run-facts.ts';
import { obtainServers } from '../../internal/servers/obtain-servers.ts';
import { silent } from '../../internal/servers/progress.ts';
import { startNats } from '../../internal/servers/start-nats.ts';
import { conversationHandlers } from '../conversations/handlers.ts';
import { type BotStage, openBotStage, quickTimes, type Replica } from '../testing/bot-stage.ts';
import { startTaskSweep } from './sweep.ts';

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

const never = () => new Promise<never>(() => undefined);

async function withReplicas<T>(
  count: number,
  work: (replicas: Replica[]) => Promise<T>,
  answer?: Parameters<BotStage['replica']>[0],
): Promise<T> {
  const replicas = await Promise.all(Array.from({ length: count }, () => bots.replica(answer)));
  try {
    return await work(replicas);
  } finally {
    await Promise.all(replicas.map((replica) => replica[Symbol.asyncDispose]()));
  }
}

describe('a visitor writes to an automation', () => {
  test('and gets one answer to each line, in order, however many replicas run', async () => {
    await withReplicas(3, async (replicas) => {
      const all = await Promise.all(Array.from({ length: 5 }, () => bots.visitor()));
      const texts = ['one', 'two', 'three', 'four'];
      for (const text of texts) {
        await Promise.all(all.map(({ visitor, channel }) => bots.say(visitor, channel, text)));
      }
      for (const { channel } of all) {
        const said = async () => (await bots.lines(channel)).filter((line) => /^auto/.test(line));
        const heard = texts.map((text) => `automation: heard ${text}`);
        await expect.poll(said, soon).toEqual(heard);
      }
      expect(replicas.reduce((sum, { given }) => sum + given.length, 0)).toBe(20);
    });
  });

  test('and the task is what strangers rely on, with what was said before', async () => {
    await withReplicas(1, async ([replica]) => {
      const { visitor, channel } = await bots.visitor();
      for (let line = 1; line <= 12; line++) await bots.say(visitor, channel, `line ${line}`);
      await expect.poll(() => replica!.given.length, soon).toBe(12);
      const [first] = replica!.given;
      const last = replica!.given.at(-1)!;
      expect(taskSchema.parse(last)).toEqual(last);
      expect(first).toMatchObject({
        try: 1,
        conversation: { channel_id: channel, epoch: 1, org: 'main' },
        message: { op: 'message', channel_id: channel, seq: 1, data: 'line 1', role: 'user' },
        history: [],
      });
      expect(last.history).toHaveLength(20);
      const spoken = last.history.map(({ data, seq }) => [data, seq]);
      expect(spoken.toSorted((a, b) => Number(a[1]) - Number(b[1]))).toEqual(spoken);
      expect(last.history.at(-1)!.data).toBe('heard line 11');
    });
  });

  test('long lines, and the history is cut to what fits', async () => {
    await withReplicas(
      1,
      async ([replica]) => {
        const { visitor, channel } = await bots.visitor();
        for (let line = 0; line < 9; line++) await bots.say(visitor, channel, '😀'.repeat(10_000));
        await expect.poll(() => replica!.given.length, soon).toBe(9);
        const last = replica!.given.at(-1)!;
        expect(Buffer.byteLength(JSON.stringify(last))).toBeLessThan(256 * 1024);
        expect(last.history.length).toBeGreaterThan(2);
      },
      () => ({ messages: [] }),
    );
  });
});

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
    await expect
      .poll(() => bots.talk.entriesOf(channel).at(-1), soon)
      .toMatchObject({
        kind: 'conversation',
        conversation: { state: 'waiting', owner: null },
        reason: 'handoff',
        note: 'asked for a person',
      });
  });
});

describe('tasks of a conversation', () => {
  test('go out once, however many processes sweep', async () => {
    const { talk, stream, watch } = bots;
    const parts = { db: talk.db, bus: talk.bus, log: talk.stage.log.logOf('other'), stream, watch };
    const others = Array.from({ length: 3 }, () =>
      startTaskSweep({ ...parts, now: () => new Date(), times: quickTimes }),
    );
    await withReplicas(2, async (replicas) => {
      const all = await Promise.all(Array.from({ length: 10 }, () => bots.visitor()));
      for (const text of ['one', 'two', 'three']) {
        await Promise.all(all.map(({ visitor, channel }) => bots.say(visitor, channel, text)));
        await Promise.all(others.map((other) => other.sweep()));
      }
      const open = "SELECT id FROM tasks WHERE state IN ('queued', 'sent') AND channel_id IN (?)";
      const channels = all.map(({ channel }) => channel);
      await expect.poll(() => talk.sql(open, [channels]), soon).toEqual([]);
      const tries = await talk.sql<{ tries: number }>(
        'SELECT DISTINCT tries FROM tasks WHERE channel_id IN (?)',
        [channels],
      );
      expect(tries).toEqual([{ tries: 1 }]);
      const given = replicas.flatMap((replica) => replica.given.map(({ message }) => message));
      expect(given.filter((message) => channels.includes(message.channel_id))).toHaveLength(30);
    });
    for (const other of others) await other[Symbol.asyncDispose]();
  });
});

describe('no answer', () => {
  test('of a running replica three times brings the conversation to people', async () => {
    await withReplicas(
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
        expect(tasks).toEqual([
          { state: 'dead', tries: 3, unanswered: 3, reason: 'unanswered' },
          { state: 'dropped', tries: 0, unanswered: 0, reason: 'unanswered' },
        ]);
      },
      never,
    );
  });

  test('while no replica runs: told once, and each line answered once and in order later', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => bots.visitor()));
    for (const text of ['one', 'two', 'three']) {
      for (const { visitor, channel } of all) await bots.say(visitor, channel, text);
    }
    const lines = ['user: one', 'user: two', 'user: three', 'automation_absent'];
    for (const { channel } of all) {
      await expect.poll(() => bots.lines(channel), soon).toEqual(lines);
    }
    await pause(1500);
    expect(await bots.task(all[0]!.channel)).toMatchObject({ unanswered: 0 });
    await withReplicas(2, async () => {
      const heard = ['one', 'two', 'three'].map((text) => `automation: heard ${text}`);
      for (const { channel } of all) {
        await expect.poll(() => bots.lines(channel), soon).toEqual([...lines, ...heard]);
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

  test('of a replica that died is not counted: the next one gets the task', async () => {
    const { visitor, channel } = await bots.visitor();
    const dying = await bots.replica(never);
    await bots.say(visitor, channel, 'hello');
    await expect.poll(() => dying.given.length, soon).toBe(1);
    await expect.poll(async () => (await bots.task(channel)).delivered_at, soon).not.toBeNull();
    await dying.kill();
    await expect.poll(() => bots.watch.isRunning('chat-bot'), soon).toBe(false);
    await withReplicas(1, async ([replica]) => {
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
});

describe('what JetStream loses comes again from the database', () => {
  const ask = (subject: string) => bots.talk.bus.connection.request(subject, '{}');

  test('X2: a task that a process claimed and did not publish', async () => {
    const { visitor, channel } = await bots.visitor();
    await bots.say(visitor, channel, 'hello');
    await expect.poll(async () => (await bots.task(channel)).stream_seq, soon).not.toBeNull();
    const { stream_seq } = await bots.task(channel);
    await bots.talk.sql('UPDATE tasks SET stream_seq = NULL WHERE channel_id = ?', [channel]);
    // The same try again: the stream knows it and says where it is.
    await expect.poll(async () => (await bots.task(channel)).stream_seq, soon).toBe(stream_seq);
    await withReplicas(1, async ([replica]) => {
      await expect.poll(() => replica!.given.length, soon).toBe(1);
      expect(replica!.given[0]!.try).toBe(1);
    });
  });

  test('X8: tasks whose consumer was deleted', async () => {
    const { visitor, channel } = await bots.visitor();
    await bots.say(visitor, channel, 'hello');
    await expect.poll(async () => (await bots.task(channel)).stream_seq, soon).not.toBeNull();
    await ask('$JS.API.CONSUMER.DELETE.TASKS.chat-bot');
    await withReplicas(1, async () => {
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
    await withReplicas(1, async () => {
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

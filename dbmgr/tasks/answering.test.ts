import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { task as taskSchema } from '../../internal/contract/tasks.ts';
import { type BotStage, openBotStage, quickTimes } from '../testing/bot-stage.ts';
import { startTaskSweep } from './sweep.ts';

const soon = { timeout: 6000, interval: 20 };

let bots: BotStage;
beforeAll(async () => {
  bots = await openBotStage();
});
afterAll(() => bots[Symbol.asyncDispose]());

describe('a visitor writes to an automation', () => {
  test('and gets one answer to each line, in order, however many replicas run', async () => {
    await bots.withReplicas(3, async (replicas) => {
      const all = await Promise.all(Array.from({ length: 5 }, () => bots.visitor()));
      const texts = ['one', 'two', 'three', 'four'];
      for (const text of texts) {
        await Promise.all(all.map(({ visitor, channel }) => bots.say(visitor, channel, text)));
      }
      for (const { channel } of all) {
        const said = async () =>
          (await bots.lines(channel)).filter((line) => line.startsWith('automation: '));
        const heard = texts.map((text) => `automation: heard ${text}`);
        await expect.poll(said, soon).toEqual(heard);
      }
      expect(replicas.reduce((sum, { given }) => sum + given.length, 0)).toBe(20);
    });
  });

  test('and the task is what strangers rely on, with what was said before', async () => {
    await bots.withReplicas(1, async ([replica]) => {
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
    await bots.withReplicas(
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

describe('tasks of a conversation', () => {
  test('go out once, however many processes sweep', async () => {
    const { talk, stream, watch } = bots;
    const parts = { db: talk.db, bus: talk.bus, log: talk.stage.log.logOf('other'), stream, watch };
    const others = Array.from({ length: 3 }, () =>
      startTaskSweep({ ...parts, now: () => new Date(), times: quickTimes }),
    );
    await bots.withReplicas(2, async (replicas) => {
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

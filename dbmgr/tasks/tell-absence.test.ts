import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Availability } from '../automations/availability.ts';
import { shippedTimes } from '../background/times.ts';
import { openTalkStage, type TalkStage } from '../testing/talk-stage.ts';
import { applyReply } from './apply-reply.ts';
import { tellAbsence } from './tell-absence.ts';

const times = { ...shippedTimes, absenceMs: 50 };

/** The chat-bot as somebody sees it now: away for an hour. */
async function lookNow(talk: TalkStage): Promise<Availability> {
  const [row] = await talk.sql<{ at: Date }>('SELECT NOW(3) AS at');
  const at = row!.at;
  const since = new Date(at.getTime() - 3_600_000);
  const bot = { name: 'chat-bot', personId: 'chat-bot', title: 'Word reverser' };
  const away = { running: false, waits: false, since, waitsSince: since };
  return { ...bot, ...away, at, renewedAt: null, consumer: null };
}

test('who was just answered is not told that the automation was away a moment ago', async () => {
  await using talk = await openTalkStage();
  const visitor = await talk.somebody('user');
  const channel = await talk.start(visitor, 'chat-bot');
  for (const line of ['one', 'two']) await talk.say(visitor, channel, line);
  const notices = async () =>
    (await talk.log(channel)).filter(({ kind }) => kind === 'notice').length;
  await pause(100);
  const seen = await lookNow(talk);
  await tellAbsence(talk.db, talk.by(null), seen, times);
  expect(await notices()).toBe(1);
  const [task] = await talk.sql<{ id: string }>('SELECT id FROM tasks ORDER BY seq LIMIT 1');
  await pause(5);
  await applyReply(talk.by(null, 'chat-bot'), { task: task!.id, epoch: 1, messages: [] });
  await tellAbsence(talk.db, talk.by(null), seen, times);
  expect(await notices()).toBe(1);
  await pause(5);
  await tellAbsence(talk.db, talk.by(null), await lookNow(talk), times);
  expect(await notices()).toBe(2);
});

import { v7 as uuid } from 'uuid';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTalkStage, type TalkStage } from '../testing/talk-stage.ts';
import { keepEndedTasksMs, purgeTasks } from './purge-tasks.ts';

const dayMs = 86_400_000;
const now = () => new Date();

let talk: TalkStage;
let channel: string;
beforeAll(async () => {
  talk = await openTalkStage();
  channel = await talk.start(await talk.somebody('user'), 'chat-bot');
});
beforeEach(() => talk.sql('DELETE FROM tasks'));
afterAll(() => talk[Symbol.asyncDispose]());

type Ended = { state: string; madeDays: number; endedDays?: number; reason?: string };

/** A task that was made, and ended, so many days ago. */
async function addTask({ state, madeDays, endedDays = madeDays, reason }: Ended): Promise<string> {
  const madeAt = new Date(Date.now() - madeDays * dayMs);
  const endedAt = new Date(Date.now() - endedDays * dayMs);
  const id = uuid({ msecs: madeAt.getTime() });
  await talk.sql(
    `INSERT INTO tasks (id, org_id, automation, conversation_id, channel_id, seq, epoch, state,
       ended_at, reason, made_at)
     SELECT ?, 'main', 'chat-bot', id, channel_id, 1, 1, ?, ?, ?, ? FROM conversations
     WHERE channel_id = ?`,
    [id, state, state === 'sent' ? null : endedAt, reason ?? null, madeAt, channel],
  );
  return id;
}

const left = async () =>
  (await talk.sql<{ id: string }>('SELECT id FROM tasks ORDER BY id')).map((row) => row.id);

test('tasks that ended 7 days ago go; open, dead and younger ones stay', async () => {
  await addTask({ state: 'answered', madeDays: 8 });
  await addTask({ state: 'dropped', madeDays: 30, reason: 'closed' });
  await talk.sql("UPDATE conversations SET state = 'closed'");
  const kept = [
    await addTask({ state: 'dead', madeDays: 30 }),
    await addTask({ state: 'sent', madeDays: 20 }),
    await addTask({ state: 'answered', madeDays: 9, endedDays: 6 }),
    await addTask({ state: 'answered', madeDays: 6 }),
  ];
  expect(keepEndedTasksMs).toBe(7 * dayMs);
  expect(await purgeTasks({ db: talk.db, now })).toBe(2);
  expect(await left()).toEqual(kept);
  expect(await purgeTasks({ db: talk.db, now })).toBe(0);
});

test('why it was handed over stays as long as the conversation goes on', async () => {
  await talk.sql("UPDATE conversations SET state = 'waiting'");
  const task = await addTask({ state: 'answered', madeDays: 9, reason: 'asked for a person' });
  expect(await purgeTasks({ db: talk.db, now })).toBe(0);
  expect(await left()).toEqual([task]);
  await talk.sql("UPDATE conversations SET state = 'closed'");
  expect(await purgeTasks({ db: talk.db, now })).toBe(1);
});

test('D9: many go in small batches along an index, and two dbmgrs do not meet', async () => {
  const ids = Array.from({ length: 1010 }, () => uuid({ msecs: Date.now() - 9 * dayMs }));
  const row = `(?, 'main', 'chat-bot', 'c', 'c', 1, 1, 'answered', NOW(3) - INTERVAL 9 DAY,
    NOW(3) - INTERVAL 9 DAY)`;
  await talk.sql(
    `INSERT INTO tasks (id, org_id, automation, conversation_id, channel_id, seq, epoch, state,
       ended_at, made_at) VALUES ${ids.map(() => row).join(', ')}`,
    ids,
  );
  await talk.sql('ANALYZE TABLE tasks');
  const [plan] = await talk.sql(
    `EXPLAIN FORMAT=TRADITIONAL SELECT id FROM tasks WHERE state = 'dropped'
       AND automation = 'chat-bot' AND id < ? ORDER BY id LIMIT 200 FOR UPDATE`,
    [ids[5]],
  );
  expect(plan).toMatchObject({ key: 'tasks_open' });
  expect(String(plan?.Extra)).not.toContain('filesort');
  const held = ids[0]!;
  const holder = await createConnection(talk.stage.database.urls.root);
  await holder.beginTransaction();
  await holder.query('SELECT id FROM tasks WHERE id = ? FOR UPDATE', [held]);
  const both = await Promise.all([1, 2].map(() => purgeTasks({ db: talk.db, now })));
  expect(both[0]! + both[1]!).toBe(1009);
  expect(await left()).toEqual([held]);
  await holder.end();
});

test('an answer to a task that is gone is refused as to one that never was', async () => {
  const { applyReply } = await import('./apply-reply.ts');
  const task = await addTask({ state: 'answered', madeDays: 8 });
  const reply = { task, epoch: 1, messages: [] };
  const context = talk.by(null, 'chat-bot');
  expect(await applyReply(context, reply)).toBeNull();
  await purgeTasks({ db: talk.db, now });
  await expect(applyReply(context, reply)).rejects.toMatchObject({ code: 'not_found' });
});

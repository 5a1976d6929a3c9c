import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { connectWireNats } from '../internal/testing/wire-nats.ts';
import { openTaskStage } from '../internal/testing/task-stage.ts';
import { startMatBot } from './start-mat-bot.ts';

const soon = { timeout: 8000 };

test('mat-bot answers people at a shell and visitors', async () => {
  await using stage = await openTaskStage('mat-bot');
  await stage.makeConsumer();
  const usersFile = join(inject('facts').folder, 'mat-bot-users.json');
  await writeFile(usersFile, JSON.stringify(stage.passwords), { mode: 0o600 });
  const settings = { NATS_URL: [stage.url], NATS_USERS: usersFile, METRICS_PORT: 0 };
  await using bot = await startMatBot(settings, stage.log.logOf('mat-bot'));

  using operator = await connectWireNats(stage.url, 'operator', stage.passwords.operator ?? '');
  expect((await operator.request('bot.mat', 'a b')).data).toBe('mat mat');

  const task = await stage.give('a b');
  await expect
    .poll(() => stage.replies, soon)
    .toEqual([{ task: task.task, epoch: 1, messages: [{ type: 'text', data: 'mat mat' }] }]);
  await expect.poll(() => bot.figures().answered, soon).toBe(1);
  const metrics = await fetch(`http://127.0.0.1:${bot.metricsPort}/metrics`);
  expect(await metrics.text()).toContain(
    'natter_automation_tasks_answered_total{process="mat-bot"} 1',
  );
});

import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { seedBusyDay } from '../internal/testing/busy-day.ts';
import '../internal/testing/run-facts.ts';
import { openStage, type Stage } from '../internal/testing/stage.ts';
import { runWhatIf } from './run-what-if.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await seedBusyDay(stage.sql, { org: 'main', day: '2026-03-30', visitors: 3 });
});
afterAll(() => stage[Symbol.asyncDispose]());

async function whatIf(...args: string[]) {
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const terminal = { input: input as unknown as NodeJS.ReadStream, output, errors };
  const NATTER_HOME = mkdtempSync(join(inject('facts').folder, 'what-if-'));
  const env = { NATTER_HOME, MYSQL_URL: stage.database.urls.root };
  const code = await runWhatIf({ args, env, terminal });
  return { code, stdout: String(output.read() ?? ''), stderr: String(errors.read() ?? '') };
}

test('a day is played again at a shell, for people and for programs', async () => {
  const { code, stdout } = await whatIf('--day', '2026-03-30', '--more-agents', '1');
  expect(code).toBe(0);
  expect(stdout).toMatch(/Longest wait +20 min +20 min +10 min/);
  expect(stdout).toContain('100 % of 3 waits come out within 15 s');
  const told = await whatIf('--org', 'main', '--day', '2026-03-30', '--limit', '8', '--json');
  const figures = JSON.parse(told.stdout) as Record<string, Record<string, unknown>>;
  expect(figures).toMatchObject({
    day: '2026-03-30',
    change: { limit: 8 },
    recorded: { visitors: 3, longestMs: 1_200_000, left: 0 },
    changed: { longestMs: 0 },
  });
  const again = await whatIf('--org', 'main', '--day', '2026-03-30', '--limit', '8', '--json');
  expect(again.stdout).toBe(told.stdout);
});

test('what cannot be played is refused in a sentence, with a code of its own', async () => {
  const empty = await whatIf('--day', '2026-03-29');
  expect(empty.code).toBe(0);
  expect(empty.stdout).toContain('Nobody asked');
  const idle = await whatIf('--day', '2026-03-29', '--more-agents', '1');
  expect(idle.code).toBe(1);
  expect(idle.stderr).toContain('Nobody was at work');
  const tomorrow = new Date(Date.now() + 24 * 3_600_000).toISOString().slice(0, 10);
  const early = await whatIf('--day', tomorrow);
  expect([early.code, early.stderr]).toEqual([1, expect.stringContaining('is not over yet')]);
  const wrong = await whatIf('--day', '2026-03-30', '--org', 'nowhere');
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain('called nowhere');
  for (const args of [[], ['--day', 'today'], ['--day', '2026-03-30', '--limit', '0']]) {
    expect((await whatIf(...args)).code).toBe(2);
  }
  await stage.people.organisation('second');
  const unsaid = await whatIf('--day', '2026-03-30');
  expect(unsaid.code).toBe(1);
  expect(unsaid.stderr).toContain('Say whose day');
});

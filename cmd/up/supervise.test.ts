import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { PersonError } from '../../internal/process/person-error.ts';
import { spawnChild } from './spawn-child.ts';
import { supervise } from './supervise.ts';
import type { Backoff, Supervised } from './supervise.ts';

type Story = { starts: number[]; ends: number[]; lines: string[]; restarts: number };

/** Supervises a small program of its own in a temporary folder. */
async function superviseProgram(
  program: string,
  options: { backoff?: Backoff; signal?: AbortSignal } = {},
): Promise<{ supervised: Promise<Supervised>; story: Story; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'natter-supervise-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const script = join(folder, 'program.mjs');
  const logFile = join(folder, 'web.log');
  writeFileSync(script, program);
  const story: Story = { starts: [], ends: [], lines: [], restarts: 0 };
  const supervised = supervise({
    name: 'web',
    logFile,
    launch: () => spawnChild({ name: 'web', script, env: process.env, logFile }),
    say: (line) => story.lines.push(line),
    onStart: async (pid) => {
      story.starts.push(pid);
    },
    onEnd: (pid) => void story.ends.push(pid),
    onRestarted: () => {
      story.restarts += 1;
    },
    signal: options.signal ?? new AbortController().signal,
    backoff: options.backoff ?? { firstMs: 10, mostMs: 40, healthyMs: 10_000 },
  });
  supervised.catch(() => {});
  onTestFinished(async () => {
    const web = await supervised.catch(() => undefined);
    await web?.stop(1_000);
  });
  return { supervised, story, folder };
}

const healthy =
  'process.send({ ready: true, metricsPort: 7 }); setInterval(() => {}, 1000);' +
  "process.on('SIGTERM', () => process.exit(0));";

test('what is to end is not started again', async () => {
  const { supervised, story } = await superviseProgram(healthy);
  const web = await supervised;
  web.letEnd();
  const { pid, exited } = web.instance()!;
  process.kill(pid, 'SIGTERM');
  await exited;
  await web.stop(1_000);
  expect(story).toMatchObject({ starts: [pid], ends: [pid], lines: [], restarts: 0 });
});

test('a program that dies is started again, with one line that names its log', async () => {
  const { supervised, story, folder } = await superviseProgram(healthy);
  const web = await supervised;
  expect(web.instance()?.metricsPort?.()).toBe(7);
  process.kill(web.instance()!.pid, 'SIGKILL');
  await vi.waitFor(() => expect(story.restarts).toBe(1), 5_000);
  expect(story.lines).toEqual([
    `web ended (SIGKILL) and is started again; its log is ${join(folder, 'web.log')}`,
  ]);
  expect(story.starts).toHaveLength(2);
  expect(story.ends).toEqual([story.starts[0]]);
  expect(web.instance()?.pid).toBe(story.starts[1]);
});

test('the pauses grow while it dies again and again, and end when it is stopped', async () => {
  const program = `
    import { existsSync, writeFileSync } from 'node:fs';
    const second = import.meta.dirname + '/second';
    if (existsSync(second)) process.exit(3);
    writeFileSync(second, '');
    ${healthy}`;
  const backoff = { firstMs: 30, mostMs: 120, healthyMs: 10_000 };
  const { supervised, story } = await superviseProgram(program, { backoff });
  const web = await supervised;
  process.kill(web.instance()!.pid, 'SIGKILL');
  await vi.waitFor(() => expect(story.lines.length).toBeGreaterThanOrEqual(4), 10_000);
  expect(story.lines.at(-1)).toContain('ended (exit code 3)');
  await web.stop(1_000);
  const started = story.starts.length;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(story.starts).toHaveLength(started);
});

test('one that cannot start is not tried again, and its own words are told', async () => {
  const sentence = 'SESSION_SECRET must be at least 32 characters.';
  const program = `process.send({ failed: ${JSON.stringify(sentence)} }, () => process.exit(1));`;
  const { supervised, story } = await superviseProgram(program);
  await expect(supervised).rejects.toThrow(PersonError);
  await expect(supervised).rejects.toThrow(sentence);
  expect(story.starts).toHaveLength(1);
});

test('one that ends without a word is named with its log', async () => {
  const { supervised } = await superviseProgram('process.exit(9)');
  await expect(supervised).rejects.toThrow(
    /web could not start: it ended \(exit code 9\); its log is .*web\.log/,
  );
});

test('a start that is given up leaves nothing behind', async () => {
  const controller = new AbortController();
  const { supervised, story } = await superviseProgram('setInterval(() => {}, 1000)', {
    signal: controller.signal,
  });
  await vi.waitFor(() => expect(story.starts).toHaveLength(1), 5_000);
  controller.abort();
  await expect(supervised).rejects.toThrow(/web could not start/);
  expect(story.ends).toEqual(story.starts);
});

test('a program that does not listen is killed at its deadline', async () => {
  const deaf =
    "process.on('SIGTERM', () => {}); process.send({ ready: true }); setInterval(() => {}, 1000);";
  const { supervised } = await superviseProgram(deaf);
  const web = await supervised;
  const { exited } = web.instance()!;
  await web.stop(50);
  expect(await exited).toEqual({ code: null, signal: 'SIGKILL' });
});

test('a wanted restart is no accident', async () => {
  const { supervised, story } = await superviseProgram(healthy);
  const web = await supervised;
  await web.restart();
  await vi.waitFor(() => expect(story.restarts).toBe(1), 5_000);
  expect(story.lines).toEqual([]);
});

test('one that was healthy for a while is started again at once, whatever the pause', async () => {
  const backoff = { firstMs: 60_000, mostMs: 60_000, healthyMs: 10 };
  const { supervised, story } = await superviseProgram(healthy, { backoff });
  const web = await supervised;
  for (let restarts = 1; restarts <= 2; restarts++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    process.kill(web.instance()!.pid, 'SIGKILL');
    await vi.waitFor(() => expect(story.restarts).toBe(restarts), 5_000);
  }
});

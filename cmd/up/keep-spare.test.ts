import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { keepSpare, type Spares } from './keep-spare.ts';
import { spawnStandby, type Standby } from './spawn-child.ts';

const standby = import.meta.resolve('../../internal/process/standby.ts');
/** Says in its folder when it has loaded and when it began. */
const program = `
  import { appendFileSync } from 'node:fs';
  import { untilNeeded } from '${standby}';
  const story = import.meta.dirname + '/story';
  const say = (word) => appendFileSync(story, word + ' ' + process.pid + '\\n');
  say('loaded');
  if (!process.argv.includes('--standby') || !(await untilNeeded())) {
    say('ended');
    process.exit(0);
  }
  say('began');
  process.send({ ready: true });
  process.on('SIGTERM', () => process.exit(0));
  setInterval(() => {}, 1000);`;

function newStage(delayMs: number) {
  const folder = mkdtempSync(join(tmpdir(), 'natter-spare-'));
  const script = join(folder, 'program.mjs');
  writeFileSync(script, program);
  writeFileSync(join(folder, 'story'), '');
  const made: Standby[] = [];
  const child = { name: 'relay', script, env: process.env, logFile: join(folder, 'log') };
  const spares: Spares = keepSpare(async () => {
    const one = await spawnStandby(child);
    made.push(one);
    return one;
  }, delayMs);
  onTestFinished(async () => {
    await spares[Symbol.asyncDispose]();
    await Promise.all(made.map((one) => one.stop(1000)));
    await rm(folder, { recursive: true });
  });
  const story = () => readFileSync(join(folder, 'story'), 'utf8').trim().split('\n');
  return { spares, made, story };
}

const loaded = (story: () => string[]) => story().filter((line) => line.startsWith('loaded'));

test('X1: when the one that runs dies, one that has loaded already takes over', async () => {
  const { spares, made, story } = newStage(50);
  const first = await spares.launch();
  await first.ready();
  await vi.waitFor(() => expect(loaded(story)).toHaveLength(2), 5000);
  process.kill(first.pid, 'SIGKILL');
  await first.exited;
  const second = await spares.launch();
  expect(second.pid).toBe(made[1]!.pid);
  expect(second.pid).not.toBe(first.pid);
  await second.ready();
  const ofSecond = story().filter((line) => line.endsWith(` ${second.pid}`));
  expect(ofSecond).toEqual([`loaded ${second.pid}`, `began ${second.pid}`]);
  expect(story()).toContain(`began ${first.pid}`);
});

test('a spare that ended is not missed: another is started', async () => {
  const { spares, made, story } = newStage(50);
  await (await spares.launch()).ready();
  await vi.waitFor(() => expect(loaded(story)).toHaveLength(2), 5000);
  process.kill(made[1]!.pid, 'SIGKILL');
  await made[1]!.exited;
  const third = await spares.launch();
  expect(third.pid).toBe(made[2]!.pid);
  await third.ready();
});

test('in the end nothing waits any more', async () => {
  const { spares, made, story } = newStage(50);
  await (await spares.launch()).ready();
  await vi.waitFor(() => expect(loaded(story)).toHaveLength(2), 5000);
  await spares[Symbol.asyncDispose]();
  expect(await made[1]!.exited).toEqual({ code: 0, signal: null });
  expect(story().at(-1)).toBe(`ended ${made[1]!.pid}`);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { ChildMessage } from './run-process.ts';

type Child = {
  message: () => Promise<ChildMessage>;
  kill: (signal: NodeJS.Signals) => void;
  disconnect: () => void;
  end: () => Promise<{ code: number | null; log: string }>;
};

/** Runs a process whose `start` has this body. */
function startChild(body: string, env: NodeJS.ProcessEnv = {}): Child {
  const folder = mkdtempSync(join(tmpdir(), 'natter-process-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const script = join(folder, 'program.mts');
  const module = (name: string) => JSON.stringify(fileURLToPath(new URL(name, import.meta.url)));
  writeFileSync(
    script,
    `import { runProcess } from ${module('run-process.ts')};
     import { PersonError } from ${module('person-error.ts')};
     const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
     process.exit(await runProcess('web', async ({ signal, log }) => { ${body} }));`,
  );
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let log = '';
  child.stdout!.on('data', (chunk: Buffer) => (log += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (log += chunk.toString()));
  // A child that was disconnected from never says 'close'.
  const ended = Promise.all([once(child, 'exit'), once(child.stdout!, 'close')]);
  return {
    message: async () => ((await once(child, 'message')) as [ChildMessage])[0],
    kill: (signal) => void child.kill(signal),
    disconnect: () => child.disconnect(),
    end: async () => ({ code: ((await ended)[0] as [number | null])[0], log }),
  };
}

const serving = `
  const timer = setInterval(() => {}, 1000);
  return {
    metricsPort: 9,
    async [Symbol.asyncDispose]() {
      await later(50);
      clearInterval(timer);
      log.info('let go');
    },
  };`;

test.each(['SIGTERM', 'SIGINT'] as const)(
  'it says when it is ready, and drains on %s',
  async (signal) => {
    const child = startChild(serving);
    expect(await child.message()).toEqual({ ready: true, metricsPort: 9 });
    child.kill(signal);
    child.kill(signal);
    const { code, log } = await child.end();
    expect(code).toBe(0);
    expect(log.match(/let go/g)).toHaveLength(1);
  },
);

test('it drains when its parent is gone', async () => {
  const child = startChild(serving);
  await child.message();
  child.disconnect();
  const { code, log } = await child.end();
  expect(code).toBe(0);
  expect(log).toContain('let go');
});

test('an error that nobody caught is logged, and it drains and ends with 1', async () => {
  const child = startChild(`void later(20).then(() => { throw new Error('lost'); }); ${serving}`);
  const { code, log } = await child.end();
  expect(code).toBe(1);
  expect(log).toContain('lost');
  expect(log).toContain('let go');
});

test('what a person can put right is told in their words', async () => {
  const child = startChild("throw new PersonError('MYSQL_URL is wrong.');");
  expect(await child.message()).toEqual({ failed: 'MYSQL_URL is wrong.' });
  expect((await child.end()).code).toBe(1);
});

test('a broken setting is told before anything starts', async () => {
  const child = startChild(serving, { LOG_LEVEL: 'loud' });
  expect(JSON.stringify(await child.message())).toMatch(/^\{"failed":"LOG_LEVEL /);
  expect((await child.end()).code).toBe(1);
});

test('one that is asked to end while it starts gives up what it has', async () => {
  const child = startChild(`
    process.send('starting');
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
    await Promise.race([later(10_000), aborted]);
    ${serving}`);
  await child.message();
  child.kill('SIGTERM');
  const { code, log } = await child.end();
  expect(code).toBe(0);
  expect(log).toContain('let go');
});

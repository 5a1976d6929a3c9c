import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openHome } from './open-home.ts';
import type { Home } from './open-home.ts';
import { writePrivateJson } from './private-json.ts';
import { keepProcessRecord, readProcessRecord } from './process-record.ts';
import { stopOrphans } from './stop-orphans.ts';

function newHome(): Home {
  const folder = mkdtempSync(join(tmpdir(), 'natter-orphans-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return openHome(folder);
}

async function startProgram(command = 'sleep 60'): Promise<ChildProcess> {
  const child = spawn('sh', ['-c', command], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  return child;
}

test('what an earlier start left running is ended', async () => {
  const home = newHome();
  const [server, child] = [await startProgram(), await startProgram()];
  const record = keepProcessRecord(home);
  await record.add('mysql', server.pid!);
  await record.add('web', child.pid!);
  expect(await stopOrphans(home)).toEqual(['mysql', 'web']);
  expect([server.signalCode ?? server.exitCode, child.signalCode ?? child.exitCode]).not.toContain(
    null,
  );
});

test('a process that got the number of an earlier one is left alone', async () => {
  const home = newHome();
  const stranger = await startProgram();
  const startedAt = 'another boot-12345';
  writePrivateJson(home.processesFile, [{ name: 'mysql', pid: stranger.pid, startedAt }]);
  expect(await stopOrphans(home)).toEqual([]);
  expect(stranger.exitCode).toBeNull();
});

test.runIf(process.platform === 'linux')('a server on this data is ended unrecorded', async () => {
  const home = newHome();
  const serve = async (folder: string): Promise<ChildProcess> => {
    const script = ['-e', 'setTimeout(() => {}, 60_000)', '--', `--datadir=${folder}/data`];
    const child = spawn(process.execPath, script, { argv0: 'mariadbd', stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child, 'spawn');
    return child;
  };
  const [orphan, stranger] = [await serve(home.mysql), await serve(`${home.mysql}-of-another`)];
  const ended = once(orphan, 'exit');
  expect(await stopOrphans(home)).toEqual(['mysql']);
  await ended;
  expect(stranger.exitCode).toBeNull();
});

test('one that does not listen is killed', async () => {
  const home = newHome();
  const isDeaf = join(home.folder, 'is-deaf');
  const deaf = await startProgram(`trap '' TERM; : > '${isDeaf}'; while :; do sleep 0.1; done`);
  await keepProcessRecord(home).add('relay', deaf.pid!);
  await expect.poll(() => existsSync(isDeaf), { timeout: 10_000 }).toBe(true);
  await Promise.all([once(deaf, 'exit'), stopOrphans(home, 100)]);
  expect(deaf.signalCode).toBe('SIGKILL');
});

test('the record forgets what was seen to end', async () => {
  const home = newHome();
  const record = keepProcessRecord(home);
  await record.add('web', process.pid);
  expect(readProcessRecord(home)).toMatchObject([{ name: 'web', pid: process.pid }]);
  record.remove(process.pid);
  expect(readProcessRecord(home)).toEqual([]);
});

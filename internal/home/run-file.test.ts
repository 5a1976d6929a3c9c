import { mkdtempSync, readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openHome } from './open-home.ts';
import { readRunFile, removeRunFile, writeRunFile } from './run-file.ts';
import type { RunFile } from './run-file.ts';

const run: RunFile = {
  web: { url: 'http://127.0.0.1:8080', pids: [1] },
  relay: { urls: ['http://127.0.0.1:8081'], pids: [2] },
  files: { pids: [5] },
  courier: { pids: [6] },
  dbmgr: { pids: [3] },
  bots: { 'chat-bot': [4], 'mat-bot': [5] },
  nats: { urls: ['nats://127.0.0.1:4222'], pids: null, monitor: null },
  mysql: { host: '127.0.0.1', port: 3306, socket: null, pids: null },
  credentials: { nats: null, mysql: null },
  database: 'natter',
  metrics: 'http://127.0.0.1:9464/metrics',
};

test('run.json is private, replaced whole, and gone when the mesh is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'natter-run-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const home = openHome(folder);
  expect(readRunFile(home)).toBeUndefined();
  writeRunFile(home, run);
  const { ino } = statSync(home.runFile);
  writeRunFile(home, { ...run, dbmgr: { pids: [7] } });
  expect(statSync(home.runFile).ino).not.toBe(ino);
  expect(statSync(home.runFile).mode & 0o777).toBe(0o600);
  expect(readRunFile(home)?.dbmgr.pids).toEqual([7]);
  expect(readdirSync(folder).filter((name) => name.startsWith('run.json'))).toEqual(['run.json']);
  removeRunFile(home);
  removeRunFile(home);
  expect(readRunFile(home)).toBeUndefined();
});

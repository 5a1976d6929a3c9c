import { rmSync } from 'node:fs';
import type { Home } from './open-home.ts';
import { readPrivateJson, writePrivateJson } from './private-json.ts';

/** What `run.json` tells about a running mesh; null stands for what an external server hides. */
export type RunFile = {
  web: { url: string; pids: number[] };
  relay: { urls: string[]; pids: number[] };
  dbmgr: { pids: number[] };
  files: { pids: number[] };
  courier: { pids: number[] };
  /** Bot name → process ids. */
  bots: Record<string, number[]>;
  nats: { urls: string[]; pids: number[] | null; monitor: string[] | null };
  mysql: { host: string; port: number; socket: string | null; pids: number[] | null };
  credentials: {
    nats: Record<string, string> | null;
    mysql: { root: string; dbmgr: string; web: string } | null;
  };
  /** The schema that holds the messages. */
  database: string;
  /** Where the merged metrics of all processes are. */
  metrics: string;
};

/** Replaces `run.json` by rename, so that a reader sees the old one or the new one. */
export function writeRunFile(home: Home, run: RunFile): void {
  writePrivateJson(home.runFile, run);
}

/** The running mesh of this home; undefined when none is ready. */
export function readRunFile(home: Home): RunFile | undefined {
  return readPrivateJson(home.runFile) as RunFile | undefined;
}

export function removeRunFile(home: Home): void {
  rmSync(home.runFile, { force: true });
}

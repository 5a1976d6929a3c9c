import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import { installPeers } from './install-peers.ts';
import { describeMachine } from './machine.ts';
import { presentResults } from './measure/table.ts';
import { type BenchOptions, readOptions, UsageError } from './read-options.ts';
import { runWorkload, type WorkloadResult } from './run-workload.ts';
import type { Workload } from './workload.ts';
import { workloads } from './workloads/all.ts';

const home = join(import.meta.dirname, '../.natter');
const print = (text: string) => void process.stdout.write(`${text}\n`);
const say = (line: string) => void process.stderr.write(`${line}\n`);

/** A person or the system asked for the end. */
class Stopped extends Error {
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`stopped by ${signal}; nothing was left running`);
    this.signal = signal;
  }
}

process.exitCode = await main(process.argv.slice(2));

/**
 * 0 when every ratio was reached, 1 when one was missed or a run failed, 2 for wrong usage, 128 and
 * the signal's number when it was stopped.
 */
async function main(args: string[]): Promise<number> {
  try {
    const options = readOptions(
      args,
      workloads.map(({ name }) => name),
    );
    return options.list ? list() : await bench(options);
  } catch (error) {
    if (error instanceof UsageError) {
      say(error.message);
      return 2;
    }
    if (error instanceof Stopped) {
      say(error.message);
      return 128 + constants.signals[error.signal];
    }
    say(presentError(error));
    return 1;
  }
}

function presentError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function list(): number {
  const width = Math.max(...workloads.map(({ name }) => name.length));
  for (const { name, what } of workloads) print(`${name.padEnd(width)}  ${what}`);
  return 0;
}

async function bench(options: BenchOptions): Promise<number> {
  const { names, output, rounds, relays, dbmgrs, profiles } = options;
  await installPeers(say);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const folder = mkdtempSync(join(home, 'bench-'));
  await using opened = new AsyncDisposableStack();
  opened.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const { signal } = opened.use(listenForStop());
  const machine = describeMachine();
  const mesh = { relays, dbmgrs };
  const common = { folder, mesh, rounds, say, signal };
  const results: WorkloadResult[] = [];
  const failed: string[] = [];
  for (const workload of chosen(names)) {
    const own = profiles ? resolve(profiles, workload.name) : undefined;
    try {
      results.push(await runWorkload(workload, { ...common, profiles: own }));
    } catch (error) {
      if (signal.aborted) throw error;
      failed.push(workload.name);
      say(`${workload.name} failed: ${presentError(error)}`);
    }
  }
  if (output === 'json')
    print(JSON.stringify({ ...machine, mesh, workloads: results, failed }, null, 2));
  else print(presentResults(machine, results));
  return failed.length === 0 && results.every(({ passed }) => passed) ? 0 : 1;
}

function chosen(names: string[]): readonly Workload[] {
  return names.length === 0 ? workloads : workloads.filter(({ name }) => names.includes(name));
}

/** Ctrl-C and its like end the run in order: whatever was started is stopped. */
function listenForStop(): Disposable & { signal: AbortSignal } {
  const controller = new AbortController();
  const stop = (name: NodeJS.Signals) => controller.abort(new Stopped(name));
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, stop);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const name of names) process.off(name, stop);
    },
  };
}

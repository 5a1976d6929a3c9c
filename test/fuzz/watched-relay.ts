import { fork } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeFlags } from '../../cmd/up/spawn-child.ts';
import type { ChildMessage } from '../../internal/process/run-process.ts';
import { pickPort } from '../../internal/testing/pick-port.ts';
import type { Stage } from '../../internal/testing/stage.ts';
import type { StageEnvironment } from '../../internal/testing/stage-settings.ts';
import { relaySettings } from '../../relay/start-relay.ts';
import type { Measured } from './watch-process.ts';

/** A relay in a process of its own, so that what breaks it breaks nothing else. */
export type WatchedRelay = AsyncDisposable & {
  url: string;
  isUp: () => boolean;
  log: () => string;
  /** Collects garbage first; the worst turn is of the time since it was asked last. */
  measure: () => Promise<Measured['measured']>;
  /** The value of a metric, all its labels together. */
  metric: (name: string) => Promise<number>;
};

const folder = import.meta.dirname;

export async function startWatchedRelay(
  stage: Stage,
  env: StageEnvironment,
): Promise<WatchedRelay> {
  const port = await pickPort();
  const logFile = join(stage.folder, 'relay.log');
  const log = openSync(logFile, 'a', 0o600);
  const all = { ...stage.env, ...env, RELAY_PORT: String(port) };
  const settings: NodeJS.ProcessEnv = Object.fromEntries(
    relaySettings.map((name) => [name, all[name]]),
  );
  const child = fork(join(folder, '../../cmd/relay.ts'), {
    execArgv: [...nodeFlags, '--expose-gc', '--import', join(folder, 'watch-process.ts')],
    env: { PATH: process.env.PATH, LOG_LEVEL: 'info', ...settings },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const logged = () => readFileSync(logFile, 'utf8');
  const isUp = () => child.exitCode === null && child.signalCode === null;
  const exited = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  const next = <Message extends object>(key: string): Promise<Message> =>
    new Promise((resolve, reject) => {
      const hear = (message: object) => {
        if (!(key in message)) return;
        child.off('message', hear);
        resolve(message as Message);
      };
      child.on('message', hear);
      void exited.then(() => reject(new Error(`the relay ended:\n${logged()}`)));
    });
  const { metricsPort } = await next<Extract<ChildMessage, { ready: true }>>('ready');
  return {
    url: `http://127.0.0.1:${port}`,
    isUp,
    log: logged,
    async measure() {
      const answer = next<Measured>('measured');
      child.send({ measure: true });
      return (await answer).measured;
    },
    async metric(name) {
      const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
      const lines = text.split('\n').filter((line) => line.split(/[ {]/)[0] === name);
      return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

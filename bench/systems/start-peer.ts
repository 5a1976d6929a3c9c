import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type Peer = AsyncDisposable & { pid: number; port: number; ended: Promise<void> };

const readyPatienceMs = 20_000;

/**
 * Runs `bench/peers/<file>` with `options` as JSON in PEER_OPTIONS, where nobody else reads the
 * passwords in them; it says `ready <port>` on a line when it listens. Its complaints go to the
 * terminal.
 */
export async function startPeer(file: string, options: object): Promise<Peer> {
  const script = join(import.meta.dirname, '../peers', file);
  const child = spawn(process.execPath, [script], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      PEER_OPTIONS: JSON.stringify(options),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  const ready = new Promise<number>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const port = /^ready (\d+)$/.exec(line)?.[1];
      if (port) resolve(Number(port));
    });
    void ended.then(() => reject(new Error(`${file} ended while it started`)));
    setTimeout(() => reject(new Error(`${file} did not start in time`)), readyPatienceMs).unref();
  });
  try {
    return { pid: child.pid!, port: await ready, ended, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

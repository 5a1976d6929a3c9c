import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { StageEnvironment } from '../../internal/testing/stage-settings.ts';

/** What a process of the driven day is told; it always learns what time it is. */
export type Order = { id: number; act: 'clock' | 'renew' | 'sweep' | 'stop'; nowMs: number };

export type MeshProcess = {
  kind: 'relay' | 'dbmgr';
  /** Of a relay. */
  url: string;
  isAlive: () => boolean;
  /** Resolves when it was obeyed, or when the process is dead. */
  order: (act: Order['act'], nowMs: number) => Promise<void>;
  /** As a power cut would: nothing is drained. */
  kill: () => Promise<void>;
};

const script = fileURLToPath(new URL('mesh-process.ts', import.meta.url));

/** Everything that it writes to its log comes to `onLine`. */
export async function startMeshProcess(
  kind: MeshProcess['kind'],
  env: StageEnvironment,
  nowMs: number,
  onLine: (line: string) => void,
): Promise<MeshProcess> {
  const child: ChildProcess = fork(script, [kind, String(nowMs)], {
    env: { ...process.env, ...env },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const said: string[] = [];
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on('data', (chunk: Buffer) => {
      const line = `${kind}: ${chunk.toString().trim()}`;
      said.push(line);
      onLine(line);
    });
  }
  const waiting = new Map<number, () => void>();
  const exit = once(child, 'exit').then(() => {
    for (const resolve of waiting.values()) resolve();
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.on('message', (message: { ready?: string; id?: number }) => {
      if (message.ready !== undefined) resolve(message.ready);
      else waiting.get(message.id!)?.();
    });
    void exit.then(() => reject(new Error(`the ${kind} did not start:\n${said.join('\n')}`)));
  });
  let orders = 0;
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  return {
    kind,
    url,
    isAlive,
    async order(act, at) {
      if (!isAlive() || !child.connected) return;
      const id = ++orders;
      const obeyed = new Promise<void>((resolve) => waiting.set(id, resolve));
      child.send({ id, act, nowMs: at } satisfies Order);
      await obeyed;
      waiting.delete(id);
    },
    async kill() {
      child.kill('SIGKILL');
      await exit;
    },
  };
}

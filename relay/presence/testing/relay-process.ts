import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pickPort } from '../../../internal/testing/pick-port.ts';
import type { Stage } from '../../../internal/testing/stage.ts';

/** A relay in a process of its own, as it is shipped, which can be killed. */
export type RelayProcess = AsyncDisposable & { url: string; kill: () => Promise<void> };

const script = join(import.meta.dirname, '../../../cmd/relay.ts');

export async function startRelayProcess(stage: Stage): Promise<RelayProcess> {
  const port = await pickPort();
  const child = spawn(process.execPath, [script], {
    env: { PATH: process.env.PATH, ...stage.env, RELAY_PORT: String(port) },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const exited = once(child, 'exit');
  const [message] = (await Promise.race([once(child, 'message'), exited])) as unknown[];
  if (typeof message !== 'object') throw new Error(`the relay ended: code ${Number(message)}`);
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  return { url: `http://127.0.0.1:${port}`, kill, [Symbol.asyncDispose]: kill };
}

import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { FromCrowd, ToCrowd } from './client-crowd-child.ts';

/** The project's own clients, many, in a process of their own. */
export type ClientCrowd = AsyncDisposable & {
  /** How many are welcome now, and how often any of them was. */
  count: () => Promise<FromCrowd>;
};

/** Opens one client a token; they come in their own time. */
export async function openClients(url: string, tokens: string[]): Promise<ClientCrowd> {
  const child = fork(join(import.meta.dirname, 'client-crowd-child.ts'), { execArgv: [] });
  const exited = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  const ask = (message: ToCrowd) =>
    new Promise<FromCrowd>((resolve, reject) => {
      child.once('message', resolve);
      void exited.then(() => reject(new Error('the clients ended')));
      child.send(message);
    });
  await ask({ type: 'open', url, tokens });
  return {
    count: () => ask({ type: 'count' }),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

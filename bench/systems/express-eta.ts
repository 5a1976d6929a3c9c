import { createRequire } from 'node:module';
import type { RunningSystem, System } from '../system.ts';
import { startPeer } from './start-peer.ts';

/** Whoever serves the same templates without asking who is there. */
export const expressEtaSystem: System = {
  name: 'express-eta',
  what: 'bare Express and Eta: the same templates and data, no session, no database',
  start: async (): Promise<RunningSystem> => {
    const peer = await startPeer('express-eta.mjs', {});
    return {
      name: 'express-eta',
      url: `http://127.0.0.1:${peer.port}`,
      pids: () => ({ server: [peer.pid] }),
      versions: { express: versionOf('express'), eta: versionOf('eta') },
      settings: [],
      [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
    };
  },
};

function versionOf(name: 'express' | 'eta'): string {
  const require = createRequire(import.meta.url);
  return (require(`${name}/package.json`) as { version: string }).version;
}

import type { System } from '../system.ts';
import { packageVersion } from './package-version.ts';
import { startPeer } from './start-peer.ts';

export const rawWsSystem: System = {
  name: 'raw-ws',
  what: 'a `ws` server that loops over the members of a room; nothing is stored',
  async start() {
    const peer = await startPeer('raw-ws.mjs', {});
    return {
      name: 'raw-ws',
      url: `ws://127.0.0.1:${peer.port}/`,
      pids: () => ({ server: [peer.pid] }),
      versions: { ws: packageVersion('ws') },
      settings: [],
      [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
    };
  },
};

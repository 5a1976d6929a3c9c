import type { RunningSystem, StartOptions, System } from '../system.ts';
import { startDatabase } from './database.ts';
import { packageVersion } from './package-version.ts';
import { startRedis } from './redis.ts';
import { type Peer, startPeer } from './start-peer.ts';

export const socketIoRecoverySystem: System = {
  name: 'socket-io-recovery',
  what: 'Socket.IO with connection state recovery, and a row for each message to read up from',
  start: startRecovery,
};

async function startRecovery({ folder, say }: StartOptions): Promise<RunningSystem> {
  await using opened = new AsyncDisposableStack();
  const redis = opened.use(await startRedis(folder, say));
  const database = opened.use(await startDatabase(folder, say));
  const server = opened.use(
    await keepPeer('socket-io-recovery.mjs', { redisUrl: redis.url, mysqlUrl: database.url }),
  );
  const owned = opened.move();
  return {
    name: 'socket-io-recovery',
    url: `ws://127.0.0.1:${server.port}/socket.io/?EIO=4&transport=websocket`,
    pids: () => ({ server: [server.pid()], redis: [redis.pid], database: [database.pid] }),
    versions: {
      'socket.io': packageVersion('socket.io'),
      '@socket.io/redis-streams-adapter': packageVersion('@socket.io/redis-streams-adapter'),
      redis: redis.version,
      database: database.version,
    },
    settings: [],
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

type Kept = AsyncDisposable & { port: number; pid: () => number };

/** A peer that is started again on the same port the moment it ends. */
async function keepPeer(file: string, options: object): Promise<Kept> {
  let isWanted = true;
  let current: Peer = await startPeer(file, { ...options, port: 0 });
  const { port } = current;
  const keep = async () => {
    for (;;) {
      await current.ended;
      if (!isWanted) return;
      current = await startPeer(file, { ...options, port });
    }
  };
  const kept = keep();
  return {
    port,
    pid: () => current.pid,
    async [Symbol.asyncDispose]() {
      isWanted = false;
      await current[Symbol.asyncDispose]();
      await kept;
    },
  };
}

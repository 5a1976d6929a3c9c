import type { RunningSystem, StartOptions, System, SystemName } from '../system.ts';
import { startDatabase } from './database.ts';
import { packageVersion } from './package-version.ts';
import { startRedis } from './redis.ts';
import { startPeer } from './start-peer.ts';

export const socketIoSystem: System = {
  name: 'socket-io',
  what: 'Socket.IO with the Redis streams adapter; nothing is stored',
  start: (options) => startSocketIo('socket-io', options),
};

export const socketIoInsertSystem: System = {
  name: 'socket-io-insert',
  what: 'the same, and each message is one INSERT before its ack',
  start: (options) => startSocketIo('socket-io-insert', options),
};

async function startSocketIo(
  name: SystemName,
  { folder, say }: StartOptions,
): Promise<RunningSystem> {
  await using opened = new AsyncDisposableStack();
  const redis = opened.use(await startRedis(folder, say));
  const hasRows = name === 'socket-io-insert';
  const database = hasRows ? opened.use(await startDatabase(folder, say)) : undefined;
  const peer = opened.use(
    await startPeer('socket-io.mjs', { redisUrl: redis.url, mysqlUrl: database?.url }),
  );
  const owned = opened.move();
  return {
    name,
    url: `ws://127.0.0.1:${peer.port}/socket.io/?EIO=4&transport=websocket`,
    pids: () => ({
      server: [peer.pid],
      redis: [redis.pid],
      ...(database ? { database: [database.pid] } : {}),
    }),
    versions: {
      'socket.io': packageVersion('socket.io'),
      '@socket.io/redis-streams-adapter': packageVersion('@socket.io/redis-streams-adapter'),
      redis: redis.version,
      ...(database ? { [database.flavour]: database.version } : {}),
    },
    settings: [],
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

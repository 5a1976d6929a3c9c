import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderNatsConfig } from '../bus/server-config.ts';
import type { ServerBinary } from './binaries.ts';
import { freePorts } from './free-port.ts';
import { spawnServer, waitUntilReady } from './server-process.ts';
import type { ServerProcess } from './server-process.ts';

const host = '127.0.0.1';

export type NatsPorts = { port: number; monitorPort: number };

/** One server of a cluster: its name, its route port and the routes of all. */
export type NatsClusterSeat = { name: string; serverName: string; port: number; routes: string[] };

export type NatsOptions = {
  binary: ServerBinary;
  /** Where configuration and JetStream's store go; made when missing. */
  folder: string;
  /** Password of each NATS user. */
  users: Record<string, string>;
  logFile: string;
  /** Free ones are taken when not given. */
  ports?: NatsPorts;
  cluster?: NatsClusterSeat;
  /** False starts the server without waiting: the first of a cluster is ready only with others. */
  waitForReady?: boolean;
};

export type NatsServer = ServerProcess &
  NatsPorts &
  AsyncDisposable & {
    /** `nats://127.0.0.1:<port>`, without user and password. */
    url: string;
    /** Address of the monitoring listener. */
    monitor: string;
    /** Resolves when clients may connect and JetStream works. */
    ready: () => Promise<void>;
  };

/**
 * Starts a private nats-server with JetStream on loopback and waits until it is healthy. Disposing
 * it stops it; what JetStream stored stays in `folder`.
 */
export async function startNats(options: NatsOptions): Promise<NatsServer> {
  const { port, monitorPort } = options.ports ?? (await freeNatsPorts());
  const storeDir = join(options.folder, 'jetstream');
  await mkdir(storeDir, { recursive: true, mode: 0o700 });
  const configFile = join(options.folder, 'nats.conf');
  const { users, cluster } = options;
  const config = renderNatsConfig({ host, port, monitorPort, storeDir, users, cluster });
  await writeFile(configFile, config, { mode: 0o600 });
  await chmod(configFile, 0o600);
  const server = await spawnServer(options.binary, ['-c', configFile], {
    logFile: options.logFile,
    cwd: options.folder,
  });
  const monitor = `http://${host}:${monitorPort}`;
  const ready = () =>
    waitUntilReady(server, () => isHealthy(monitor), {
      name: 'nats-server',
      logFile: options.logFile,
    });
  if (options.waitForReady !== false) await ready();
  return {
    ...server,
    port,
    monitorPort,
    url: `nats://${host}:${port}`,
    monitor,
    ready,
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

async function freeNatsPorts(): Promise<NatsPorts> {
  const [port, monitorPort] = await freePorts(2, host);
  return { port: port!, monitorPort: monitorPort! };
}

/** `/healthz` answers 200 only when JetStream is up (nats-server 2.7 and later). */
async function isHealthy(monitor: string): Promise<boolean> {
  const response = await fetch(`${monitor}/healthz`, { signal: AbortSignal.timeout(1_000) });
  await response.arrayBuffer();
  return response.ok;
}

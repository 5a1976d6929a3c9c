import { join } from 'node:path';
import { ensureCredentials } from '../../internal/home/credentials.ts';
import type { Credentials } from '../../internal/home/credentials.ts';
import type { Home } from '../../internal/home/open-home.ts';
import type { ServerBinaries, ServerBinary } from '../../internal/servers/binaries.ts';
import { freePorts } from '../../internal/servers/free-port.ts';
import { startPrivateMysql } from '../../internal/servers/private-mysql.ts';
import { startNats } from '../../internal/servers/start-nats.ts';
import type { NatsClusterSeat, NatsPorts } from '../../internal/servers/start-nats.ts';
import type { Supervised } from './supervise.ts';
import type { Supervise } from './mesh-supervisor.ts';

/** A private nats-server that is kept running on the same ports. */
export type PrivateNats = { supervised: Supervised; url: string; monitor: string };

/** The private database server, kept running on the same port. */
export type PrivateMysql = { supervised: Supervised; port: number; socket: string | null };

/** Starts `count` nats-servers, several as a cluster whose routes are on loopback. */
export async function startPrivateNats(
  home: Home,
  credentials: Credentials,
  binary: ServerBinary,
  count: number,
  supervise: Supervise,
): Promise<PrivateNats[]> {
  const free = await freePorts(count * 3);
  const seats = seatsOf(free.slice(count * 2));
  const all = seats.map(async (cluster, place): Promise<PrivateNats> => {
    const name = count === 1 ? 'nats' : cluster.serverName;
    const ports: NatsPorts = { port: free[place * 2]!, monitorPort: free[place * 2 + 1]! };
    const logFile = join(home.logs, `${name}.log`);
    const launch = () =>
      startNats({
        binary,
        folder: count === 1 ? home.nats : `${home.nats}-${place + 1}`,
        // As they are now: automations may have been registered since.
        users: Object.assign(credentials, ensureCredentials(home)).nats,
        logFile,
        ports,
        cluster: count === 1 ? undefined : cluster,
        waitForReady: false,
      });
    const supervised = await supervise('nats', { name, logFile, launch });
    return {
      supervised,
      url: `nats://127.0.0.1:${ports.port}`,
      monitor: `http://127.0.0.1:${ports.monitorPort}`,
    };
  });
  return Promise.all(all);
}

function seatsOf(ports: number[]): NatsClusterSeat[] {
  const routes = ports.map((port) => `nats://127.0.0.1:${port}`);
  return ports.map((port, place) => ({
    name: 'natter',
    serverName: `nats-${place + 1}`,
    port,
    routes,
  }));
}

export async function startPrivateDatabase(
  home: Home,
  credentials: Credentials,
  binary: NonNullable<ServerBinaries['mysql']>,
  supervise: Supervise,
): Promise<PrivateMysql> {
  const [port] = await freePorts(1);
  let socket: string | null = null;
  const launch = async () => {
    const server = await startPrivateMysql(home, credentials, binary, {
      port: port!,
      waitForReady: false,
    });
    socket = server.socket;
    return server;
  };
  const logFile = join(home.logs, 'mysql.log');
  const supervised = await supervise('mysql', { name: 'mysql', logFile, launch });
  return { supervised, port: port!, socket };
}

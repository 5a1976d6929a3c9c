import { connect, type NatsConnection } from 'nats';
import { AppError } from '../contract/errors.ts';
import { inboxPrefix } from '../contract/subjects.ts';
import type { Log } from '../log/log.ts';
import { briefly } from './briefly.ts';
import { createOutgoing, type Outgoing } from './outgoing.ts';
import { createRequests, type Requests } from './requests.ts';
import { refuseOldServer } from './server-version.ts';

export type BusOptions = {
  /** `nats://host:port`, one or more of a cluster. */
  servers: string[];
  user: string;
  password: string;
  log: Log;
  /** Accept a server that asks nobody for a password; for development only. */
  insecureDev?: boolean;
};

/** A process's one connection to the mesh. */
export type Bus = AsyncDisposable & {
  readonly user: string;
  readonly connection: NatsConnection;
  readonly log: Log;
  /** Called after the connection was lost and came back; events may have been missed. */
  onReconnect(listener: () => void): void;
  isConnected(): boolean;
  readonly publish: Outgoing['publish'];
  readonly flush: Outgoing['flush'];
  readonly request: Requests['request'];
};

const connectTimeoutMs = 5000;
const reconnectWaitMs = 200;
const pingIntervalMs = 10_000;

/**
 * Connects as one user with an inbox prefix of its own. Throws `unavailable` when no server
 * answers or the one that does is older than 2.9, `unauthenticated` when it refuses the password or
 * asks for none.
 */
export async function connectBus(options: BusOptions): Promise<Bus> {
  const connection = await openConnection(options);
  try {
    refuseOldServer(connection.info?.version ?? '0');
    if (!options.insecureDev) refuseOpenServer(connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
  const listeners: (() => void)[] = [];
  const { publish, flush } = createOutgoing(connection, options.log);
  const requests = createRequests(connection, options.user, publish);
  let connected = true;
  void (async () => {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') {
        connected = false;
        requests.lost();
      }
      if (status.type === 'reconnect') {
        connected = true;
        requests.back();
        for (const listener of listeners) listener();
      }
      if (status.type === 'disconnect' || status.type === 'reconnect') {
        options.log.warn({ server: status.data }, `bus ${status.type}`);
      }
      if (status.type === 'error') options.log.error({ reason: status.data }, 'bus error');
    }
  })();
  return {
    user: options.user,
    connection,
    log: options.log,
    onReconnect: (listener) => void listeners.push(listener),
    isConnected: () => connected && !connection.isClosed(),
    publish,
    flush,
    request: requests.request,
    async [Symbol.asyncDispose]() {
      if (!connection.isClosed()) await briefly(flush());
      await connection.close();
    },
  };
}

function refuseOpenServer(connection: NatsConnection): void {
  if (connection.info?.auth_required) return;
  const message = 'The NATS server at NATS_URL asks nobody for a password.';
  throw new AppError('unauthenticated', message);
}

async function openConnection(options: BusOptions): Promise<NatsConnection> {
  try {
    return await connect({
      servers: options.servers,
      user: options.user,
      pass: options.password,
      name: options.user,
      inboxPrefix: inboxPrefix(options.user),
      timeout: connectTimeoutMs,
      maxReconnectAttempts: -1,
      reconnectTimeWait: reconnectWaitMs,
      reconnectJitter: reconnectWaitMs,
      pingInterval: pingIntervalMs,
      maxPingOut: 2,
      // A stack trace per request costs more than the request.
      noAsyncTraces: true,
      ignoreAuthErrorAbort: true,
      // Without it the client would speak in the clear to a server that offers nothing better.
      ...(options.servers.some((server) => server.startsWith('tls:')) ? { tls: {} } : {}),
    });
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    if (code === 'AUTHORIZATION_VIOLATION') {
      throw new AppError(
        'unauthenticated',
        `The NATS server at NATS_URL refuses ${options.user}'s password: check NATS_USERS.`,
        { cause: error },
      );
    }
    throw new AppError(
      'unavailable',
      'No NATS server answers at NATS_URL: start it, or correct the setting.',
      { cause: error },
    );
  }
}

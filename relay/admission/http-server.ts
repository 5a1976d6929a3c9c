import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { PersonError } from '../../internal/process/person-error.ts';
import { securityHeaders } from './answers.ts';

export type HttpServerOptions = {
  handshakeTimeoutMs: number;
  maxConnections: number;
  isHealthy: () => boolean;
  onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
};

const maxHeaderBytes = 8 * 1024;
const idleTimeoutMs = 5000;
const checkIntervalMs = 500;

/** Upgrades and `/healthz`, nothing else; whoever dawdles over the headers is disconnected. */
export function createHttpServer(options: HttpServerOptions): Server {
  const { handshakeTimeoutMs, maxConnections, isHealthy, onUpgrade } = options;
  const server = createServer(
    {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: handshakeTimeoutMs - checkIntervalMs,
      requestTimeout: handshakeTimeoutMs - checkIntervalMs,
      keepAliveTimeout: idleTimeoutMs,
      connectionsCheckingInterval: checkIntervalMs,
    },
    (request, response) => answer(request, response, isHealthy),
  );
  server.maxConnections = maxConnections;
  server.on('upgrade', onUpgrade);
  server.on('clientError', (_error, socket) => void socket.destroy());
  return server;
}

function answer(request: IncomingMessage, response: ServerResponse, isHealthy: () => boolean) {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  response.setHeader('Content-Type', 'application/json');
  request.resume();
  if (request.url !== '/healthz') {
    response.writeHead(request.url === '/ws' ? 426 : 404).end();
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { Allow: 'GET, HEAD' }).end();
  } else if (isHealthy()) {
    response.writeHead(200).end('{"status":"ok"}');
  } else {
    response.writeHead(503).end('{"status":"unavailable"}');
  }
}

/** `fd` is a socket that is bound already; the rest does not count then. */
export type ListenPlace = { host: string; port: number; reusePort: boolean; fd?: number };

/** Who may wait while nobody accepts, as after a crash; the kernel has a limit of its own. */
const backlog = 4096;

/** Resolves with the port; throws a PersonError that names the setting when it cannot be had. */
export async function listen(server: Server, place: ListenPlace): Promise<number> {
  const { fd, ...rest } = place;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(presentError(error, rest.port)));
    // As an option it is not heard beside `fd`.
    server.listen(fd === undefined ? rest : { fd }, backlog, resolve);
  });
  return (server.address() as AddressInfo).port;
}

function presentError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new PersonError(`Port ${port} (RELAY_PORT) is in use; set RELAY_PORT to a free port.`);
  }
  if (error.code === 'EACCES') {
    return new PersonError(`Port ${port} (RELAY_PORT) may not be used; set RELAY_PORT above 1023.`);
  }
  return new PersonError('HOST is no address of this machine; correct it.');
}

import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Settings } from '../internal/config/settings.ts';
import { diskPath } from '../internal/objects/disk-signer.ts';
import { uploadSeconds } from '../internal/objects/signer.ts';
import { PersonError } from '../internal/process/person-error.ts';
import { refuseUpgrade } from './tunnels/refuse-upgrade.ts';
import type { Tunnels } from './tunnels/tunnels.ts';

/** A listening server; disposing it lets requests that run end, for a while. */
export type Listening = AsyncDisposable & { readonly server: Server; readonly port: number };

const limits = {
  maxHeaderSize: 16 * 1024,
  /** Refused further on instead, with headers like everything else. */
  requireHostHeader: false,
  headersTimeout: 10_000,
  /** As long as an upload's address is good; others have `receiptMs`. */
  requestTimeout: uploadSeconds * 1000,
  connectionsCheckingInterval: 2000,
  /** Longer than a reverse proxy keeps its idle connections. */
  keepAliveTimeout: 65_000,
};
/** A request that is no upload comes whole within this time. */
const receiptMs = 15_000;
const drainLimitMs = 5000;
const sweepIdleMs = 50;

/** Listens without answering yet. Throws a PersonError when the port cannot be had. */
export async function listen(
  settings: Settings<'HOST' | 'WEB_PORT' | 'REUSE_PORT'>,
): Promise<Listening> {
  const server = createServer(limits);
  const inFlight = new Set<ServerResponse>();
  server.on('request', (_request, response) => {
    inFlight.add(response);
    response.once('close', () => inFlight.delete(response));
  });
  const { HOST: host, WEB_PORT: port, REUSE_PORT: reusePort } = settings;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(presentError(error, port)));
    server.listen({ host, port, reusePort }, resolve);
  });
  return {
    server,
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => drain(server, inFlight),
  };
}

export type Answering = {
  requests: RequestListener;
  tunnels: Tunnels;
  /** For what is refused before anything could read it. */
  headers: Readonly<Record<string, string>>;
  isDraining(this: void): boolean;
};

export function answerRequests(server: Server, answering: Answering): void {
  const { requests, tunnels, headers, isDraining } = answering;
  server.on('request', (request, response) => {
    if (isDraining()) response.setHeader('Connection', 'close');
    limitReceipt(request, headers);
    requests(request, response);
  });
  server.on('upgrade', (request, socket, head) => tunnels.open(request, socket, head));
  server.on('checkExpectation', (_request, response) => response.writeHead(417, headers).end());
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const status =
      error.code === 'HPE_HEADER_OVERFLOW'
        ? 431
        : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
          ? 408
          : 400;
    refuseUpgrade(socket, headers, { status, text: 'The request cannot be read.' });
  });
}

/** Uploads are held to their own pace by whoever takes them. */
function limitReceipt(request: IncomingMessage, headers: Answering['headers']): void {
  if (request.complete || request.url?.startsWith(`${diskPath}/`)) return;
  const late = setTimeout(() => {
    if (request.complete) return;
    refuseUpgrade(request.socket, headers, { status: 408, text: 'The request cannot be read.' });
  }, receiptMs);
  request.once('end', () => clearTimeout(late)).once('close', () => clearTimeout(late));
}

/** Nobody sends another request on a connection that is about to close. */
async function drain(server: Server, inFlight: Set<ServerResponse>): Promise<void> {
  for (const response of inFlight) {
    if (!response.headersSent) response.setHeader('Connection', 'close');
  }
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const sweep = setInterval(() => server.closeIdleConnections(), sweepIdleMs);
  const limit = setTimeout(() => server.closeAllConnections(), drainLimitMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(limit);
}

function presentError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new PersonError(`WEB_PORT ${port} is in use; set WEB_PORT to a free port.`);
  }
  if (error.code === 'EACCES') {
    return new PersonError(
      `WEB_PORT ${port} may not be opened by this user; set a port over 1023.`,
    );
  }
  if (error.code === 'EADDRNOTAVAIL') {
    return new PersonError('HOST is no address of this machine; correct the setting.');
  }
  return error;
}

import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Application } from '../application.ts';
import { securityHeaders } from '../guards/headers.ts';
import { requestIdOf } from '../guards/traces.ts';
import { checkUpgrade } from './check-upgrade.ts';
import { findRelay } from './find-relay.ts';
import { type Refusal, refuseUpgrade } from './refuse-upgrade.ts';
import { createTunnelSet } from './tunnel-set.ts';

/** Passes `/ws` bytes on to a relay and back, as they are. */
export type Tunnels = AsyncDisposable & {
  /** For the server's `upgrade` event. */
  open(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  count(): number;
};

const keepAliveMs = 30_000;
const retrySeconds = 2;
const noRelay: Refusal = {
  status: 503,
  text: 'No relay takes the socket. Try again.',
  retrySeconds,
};

/** `relaySecret` is RELAY_SECRET: it lets relays believe the addresses they are told. */
export function createTunnels(app: Application, relaySecret: string): Tunnels {
  const tunnels = createTunnelSet();

  async function pass(request: IncomingMessage, client: Socket, head: Buffer): Promise<void> {
    const startedAt = performance.now();
    const requestId = requestIdOf(request, app.addresses);
    const address = app.addresses.of(request);
    const note = (status: number) => {
      const durationMs = Math.round(performance.now() - startedAt);
      app.report({ method: 'GET', route: '/ws', status, durationMs });
      const line = { method: 'GET', route: '/ws', status, duration_ms: durationMs };
      app.log.info({ ...line, request_id: requestId, address }, 'request');
    };
    const refuse = (refusal: Refusal) => {
      const headers = { ...securityHeaders(app.origins), 'X-Request-Id': requestId };
      refuseUpgrade(client, headers, refusal);
      note(refusal.status);
    };
    const reason = checkUpgrade(request, app.origins, app.sessions.cookie.session);
    if (reason) return refuse(reason);
    if (app.isDraining()) return refuse(noRelay);
    const vouching = { secret: relaySecret, address, requestId };
    const found = await findRelay(app.relays, app.log, request, head, vouching);
    if (!found) return refuse(noRelay);
    const { relay, handshake } = found;
    if (handshake.upstream === null) {
      const { status } = handshake;
      const retry = handshake.retrySeconds ?? (status === 429 || status === 503 ? retrySeconds : 0);
      return refuse({ status, text: 'The relay refused the socket.', retrySeconds: retry });
    }
    note(101);
    tunnels.add(relay, client, handshake.upstream, handshake.first);
  }

  return {
    count: () => tunnels.size,
    open(request, socket, head) {
      const client = socket as Socket;
      client.on('error', () => client.destroy());
      client.setNoDelay(true);
      client.setTimeout(0);
      client.setKeepAlive(true, keepAliveMs);
      pass(request, client, head).catch((error: unknown) => {
        app.log.error({ err: error }, 'tunnel failed');
        client.destroy();
      });
    },
    [Symbol.asyncDispose]: () => tunnels[Symbol.asyncDispose](),
  };
}

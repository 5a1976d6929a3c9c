import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Relay } from './relays.ts';

/** The tunnels that are open now. Disposing ends them; their clients come back elsewhere. */
export type TunnelSet = AsyncDisposable & {
  readonly size: number;
  /** Pipes both ways; a slow end slows the other down and fills no memory here. */
  add(relay: Relay, client: Duplex, upstream: Socket, first: Buffer): void;
};

const endLimitMs = 300;

export function createTunnelSet(): TunnelSet {
  const tunnels = new Set<{ client: Duplex; upstream: Socket }>();
  return {
    get size() {
      return tunnels.size;
    },
    add(relay, client, upstream, first) {
      const tunnel = { client, upstream };
      tunnels.add(tunnel);
      const end = () => {
        client.destroy();
        upstream.destroy();
        if (tunnels.delete(tunnel)) relay.open -= 1;
      };
      client.once('close', end);
      upstream.once('close', end);
      upstream.once('error', end);
      if (client.destroyed) return end();
      client.write(first);
      client.pipe(upstream);
      upstream.pipe(client);
    },
    async [Symbol.asyncDispose]() {
      for (const { client, upstream } of tunnels) {
        upstream.end();
        client.end();
      }
      if (tunnels.size > 0) await sleep(endLimitMs);
      for (const { client, upstream } of tunnels) {
        client.destroy();
        upstream.destroy();
      }
    },
  };
}

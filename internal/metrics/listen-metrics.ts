import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PersonError } from '../process/person-error.ts';
import type { Metrics } from './metrics.ts';

export type MetricsListener = AsyncDisposable & { port: number };

const host = '127.0.0.1';

/**
 * Serves `GET /metrics` and `GET /readyz` on loopback and nothing else; port 0 takes a free one.
 * Ready is 200, not ready 503.
 */
export async function listenMetrics(
  metrics: Metrics,
  port: number,
  isReady: () => boolean | Promise<boolean>,
): Promise<MetricsListener> {
  const server = createServer((request, response) => {
    const path = request.method === 'GET' ? request.url : undefined;
    if (path === '/readyz') {
      const answer = (ready: boolean) => response.writeHead(ready ? 200 : 503).end();
      void (async () => isReady())().then(answer, () => answer(false));
      return;
    }
    if (path !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', () =>
      reject(new PersonError('METRICS_PORT is in use; set it to a free port, or to 0.')),
    );
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

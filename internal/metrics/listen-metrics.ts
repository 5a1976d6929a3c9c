import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PersonError } from '../process/person-error.ts';
import type { Metrics } from './metrics.ts';

export type MetricsListener = AsyncDisposable & { port: number };

const host = '127.0.0.1';

/** Serves `GET /metrics` on loopback and nothing else; port 0 takes a free one. */
export async function listenMetrics(metrics: Metrics, port: number): Promise<MetricsListener> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
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

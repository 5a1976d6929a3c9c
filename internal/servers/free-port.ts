import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below the range from which kernels take the near ends of outgoing connections (32768 on Linux,
// 49152 elsewhere): a port found free here is not lost to a connection a moment later.
const lowest = 15_000;
const highest = 32_000;

/** Finds `count` different TCP ports of `host` that nobody listens on now. */
export async function freePorts(count: number, host = '127.0.0.1'): Promise<number[]> {
  const ports = new Set<number>();
  for (let tries = 0; ports.size < count; tries += 1) {
    if (tries > 1_000) throw new Error(`no free port on ${host}`);
    const port = randomInt(lowest, highest);
    if (!ports.has(port) && (await isPortFree(port, host))) ports.add(port);
  }
  return [...ports];
}

/** True when this process could listen on the port now, i.e. nobody else does. */
export async function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return (await tryPort(port, host)) === undefined;
}

/** Why this process could not listen on the port, e.g. `EADDRINUSE`; undefined when it could. */
export function tryPort(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

import { connect } from 'node:net';
import { join } from 'node:path';
import { freePorts } from '../../internal/servers/free-port.ts';
import {
  type ServerProcess,
  spawnServer,
  waitUntilReady,
} from '../../internal/servers/server-process.ts';
import { readyServers } from './servers.ts';

export type Redis = AsyncDisposable & Pick<ServerProcess, 'pid'> & { url: string; version: string };

/** A Redis on loopback that keeps nothing on disk: as fast as it gets. */
export async function startRedis(folder: string, say: (line: string) => void): Promise<Redis> {
  const { redis: binary } = await readyServers(say);
  const [port] = await freePorts(1);
  const logFile = join(folder, 'redis.log');
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  const args = [...options, '--appendonly', 'no'];
  const server = await spawnServer(binary, args, { logFile, cwd: folder });
  await waitUntilReady(server, () => answers(port!), { name: 'redis-server', logFile });
  return {
    pid: server.pid,
    url: `redis://127.0.0.1:${port}`,
    version: binary.version,
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => void socket.write('PING\r\n'));
    socket.once('data', (answer) => {
      socket.destroy();
      resolve(answer.toString().startsWith('+PONG'));
    });
    socket.once('error', () => resolve(false));
  });
}

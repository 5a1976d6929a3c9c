import { join } from 'node:path';
import type { ServerBinary } from '../../internal/servers/binaries.ts';
import { obtainServers } from '../../internal/servers/obtain-servers.ts';

export type Servers = { nats: ServerBinary; mysql: ServerBinary; redis: ServerBinary };

/** Where fetched servers are kept from run to run: the same place as `npm start` uses. */
export const serversFolder = join(import.meta.dirname, '../../.natter/servers');

let obtained: Promise<Servers> | undefined;

/** The servers that natter and its peers run on, fetched when the machine has none. */
export function readyServers(say: (line: string) => void): Promise<Servers> {
  obtained ??= obtainServers({
    folder: serversFolder,
    progress: { say, show: (state) => (state.includes('%') ? undefined : say(state)) },
    wanted: { nats: true, mysql: true, redis: true },
  }) as Promise<Servers>;
  return obtained;
}

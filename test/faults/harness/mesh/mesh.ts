import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MeshFacts } from '../../../../cmd/up/child-env.ts';
import { type Credentials, ensureCredentials } from '../../../../internal/home/credentials.ts';
import { type Home, openHome } from '../../../../internal/home/open-home.ts';
import { freePorts } from '../../../../internal/servers/free-port.ts';
import { guardFolder } from '../../../../internal/testing/guardian.ts';
import { type Link, openLinks } from '../proxy/links.ts';
import type { TcpProxy } from '../proxy/tcp-proxy.ts';
import type { MeshOptions } from './mesh-options.ts';
import type { MeshProcess } from './mesh-process.ts';
import { makeSchema, startServers } from './mesh-servers.ts';
import { type Seat, takeSeat } from './seat.ts';
import { startPrograms } from './start-programs.ts';

/** A whole mesh of real processes with servers and ports of its own. */
export type Mesh = Seat & {
  folder: string;
  home: Home;
  credentials: Credentials;
  /** Every process by its name: `web`, `relay`, `relay-2`, `dbmgr`, `chat-bot`, `nats`, `mysql`. */
  process: (name: string) => MeshProcess;
  processes: () => MeshProcess[];
  web: MeshProcess;
  relay: MeshProcess;
  dbmgr: MeshProcess;
  nats: MeshProcess;
  mysql: MeshProcess;
  /** `http://127.0.0.1:port` of the first web, of the first relay, and of each relay. */
  webUrl: string;
  relayUrl: string;
  relayUrls: string[];
  natsUrl: string;
  /** The proxy of a link that was asked for: `proxy('relay-nats')`, `proxy('dbmgr-mysql')`. */
  proxy: (link: Link) => TcpProxy;
  /** Resolves when every process is healthy. */
  ready: () => Promise<void>;
  /** Brings the schema to the version of this checkout. */
  migrate: () => Promise<void>;
};

const host = 'http://127.0.0.1';

/** `await using mesh = await startMesh()`: ready when it resolves, gone with its folder after. */
export async function startMesh(options: MeshOptions = {}): Promise<Mesh> {
  const { webs = 1, relays = 1 } = options;
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'natter-faults-'));
  stack.use(guardFolder(folder));
  const home = openHome(folder);
  const credentials = ensureCredentials(home);
  const free = await freePorts(3 + webs + relays);
  const [natsPort, monitorPort, mysqlPort] = free as [number, number, number];
  const [webPorts, relayPorts] = [free.slice(3, 3 + webs), free.slice(3 + webs)];
  const running = new Map<string, MeshProcess>();
  stack.defer(async () => {
    await Promise.all([...running.values()].map((one) => one.stop()));
  });
  const parts = {
    home,
    credentials,
    pidsFolder: join(folder, 'pids'),
    onStarted: (one: MeshProcess) => void running.set(one.name, one),
  };
  const nats = { port: natsPort, monitorPort };
  const ports = { nats: natsPort, mysql: mysqlPort, relay: relayPorts[0]! };
  const urls = await startServers({
    ...parts,
    nats,
    mysqlPort,
    tree: options.trees?.get('migrate'),
  });
  const links = stack.use(await openLinks(options.proxied ?? [], ports));
  const facts: MeshFacts = {
    home: folder,
    natsUrls: [`nats://127.0.0.1:${natsPort}`],
    natsUsersFile: home.natsUsersFile,
    mysqlUrl: urls.dbmgr,
    sessionMysqlUrl: urls.web,
    migrateMysqlUrl: urls.migrate,
    webPort: webPorts[0]!,
    relayPort: relayPorts[0]!,
    relayUrls: relayPorts.map((port) => `${host}:${port}`),
    ...credentials,
    courier: { PUSH_KEY: credentials.pushKey },
    s3Keys: {},
    sharesPort: { web: false, relay: false },
  };
  await startPrograms({ ...parts, facts, links, webPorts, relayPorts, options });
  const seat = stack.use(takeSeat(facts.natsUrls[0]!, mysqlPort, credentials));
  const owned = stack.move();
  return {
    ...seat,
    ...describe(facts, running),
    folder,
    home,
    credentials,
    proxy: links.proxy,
    migrate: () => makeSchema({ home, credentials, mysqlPort }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Where everything of a mesh is. */
function describe(facts: MeshFacts, running: ReadonlyMap<string, MeshProcess>) {
  const find = (name: string): MeshProcess => {
    const found = running.get(name);
    if (!found) throw new Error(`the mesh has no process ${name}`);
    return found;
  };
  return {
    process: find,
    processes: () => [...running.values()],
    web: find('web'),
    relay: find('relay'),
    dbmgr: find('dbmgr'),
    nats: find('nats'),
    mysql: find('mysql'),
    webUrl: `${host}:${facts.webPort}`,
    relayUrl: facts.relayUrls[0]!,
    relayUrls: facts.relayUrls,
    natsUrl: facts.natsUrls[0]!,
    ready: async () => {
      await Promise.all([...running.values()].map((one) => one.ready()));
    },
  };
}

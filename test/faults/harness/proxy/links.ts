import type { MeshFacts } from '../../../../cmd/up/child-env.ts';
import type { Settings } from '../mesh/mesh-env.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/**
 * A kind of process, or one of several by its name, and the server it speaks to; or the way from
 * web to the first relay.
 */
export type Link = `${string}-nats` | `${string}-mysql` | 'web-relay';

export type Links = AsyncDisposable & {
  proxy: (link: Link) => TcpProxy;
  /** What leads a process over its proxies instead of straight to the servers. */
  settingsOf: (names: string[], facts: MeshFacts) => Settings;
};

/** A proxy for each link. */
export async function openLinks(
  links: readonly Link[],
  ports: { nats: number; mysql: number; relay: number },
): Promise<Links> {
  await using stack = new AsyncDisposableStack();
  const proxies = new Map<string, TcpProxy>();
  for (const link of links) {
    const to = link.slice(link.lastIndexOf('-') + 1) as keyof typeof ports;
    proxies.set(link, stack.use(await startTcpProxy(ports[to])));
  }
  const owned = stack.move();
  return {
    proxy(link) {
      const found = proxies.get(link);
      if (!found) throw new Error(`start the mesh with proxied: ['${link}']`);
      return found;
    },
    settingsOf(names, facts) {
      const settings: Settings = {};
      const relay = names.includes('web') ? proxies.get('web-relay') : undefined;
      if (relay) settings.RELAY_URLS = `http://127.0.0.1:${relay.port}`;
      for (const name of names) {
        const [nats, mysql] = [proxies.get(`${name}-nats`), proxies.get(`${name}-mysql`)];
        if (nats) settings.NATS_URL = `nats://127.0.0.1:${nats.port}`;
        if (!mysql) continue;
        const isWeb = name.startsWith('web');
        const url = new URL(isWeb ? facts.sessionMysqlUrl : facts.mysqlUrl);
        url.port = String(mysql.port);
        settings[isWeb ? 'SESSION_MYSQL_URL' : 'MYSQL_URL'] = url.href;
      }
      return settings;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

import { permissionsOf } from './permissions.ts';

export type NatsConfigOptions = {
  host: string;
  port: number;
  /** Monitoring listener, on loopback; none without it. */
  monitorPort?: number;
  storeDir: string;
  /** User → password, or a reference such as `$NATS_WEB_PASSWORD`. */
  users: Record<string, string>;
  maxStoreBytes?: number;
  /** `serverName` must stay the same when the port changes: JetStream knows its peers by it. */
  cluster?: { name: string; serverName?: string; port: number; routes: string[] };
};

const defaultMaxStoreBytes = 1024 ** 3;

/**
 * A nats-server configuration (docs.nats.io, "Configuring NATS Server"): one user a process with
 * its allow-list, bounded JetStream, and no listener but clients, and monitoring on loopback.
 */
export function renderNatsConfig(options: NatsConfigOptions): string {
  const users = Object.entries(options.users).map(([user, password]) => renderUser(user, password));
  return [
    `host: ${quote(options.host)}`,
    `port: ${options.port}`,
    ...(options.monitorPort === undefined ? [] : [`http: "127.0.0.1:${options.monitorPort}"`]),
    'max_payload: 1MB',
    'max_pending: 64MB',
    'write_deadline: "10s"',
    'ping_interval: "20s"',
    'jetstream {',
    `  store_dir: ${quote(options.storeDir)}`,
    `  max_file_store: ${options.maxStoreBytes ?? defaultMaxStoreBytes}`,
    '  max_memory_store: 0',
    '}',
    ...renderCluster(options.cluster),
    'authorization {',
    '  users: [',
    ...users,
    '  ]',
    '}',
    '',
  ].join('\n');
}

/** One user's block; passwords are quoted unless they are references to the environment. */
export function renderUser(user: string, password: string): string {
  const { publish, subscribe } = permissionsOf(user);
  return [
    '    {',
    `      user: ${quote(user)}`,
    `      password: ${/^\$[A-Z0-9_]+$/.test(password) ? password : quote(password)}`,
    '      permissions: {',
    `        publish: { allow: [${publish.map(quote).join(', ')}] }`,
    `        subscribe: { allow: [${subscribe.map(quote).join(', ')}] }`,
    '      }',
    '    }',
  ].join('\n');
}

function renderCluster(cluster: NatsConfigOptions['cluster']): string[] {
  if (!cluster) return [];
  return [
    'cluster {',
    `  name: ${quote(cluster.name)}`,
    `  listen: "127.0.0.1:${cluster.port}"`,
    `  routes: [${cluster.routes.map(quote).join(', ')}]`,
    '}',
    `server_name: ${quote(cluster.serverName ?? `${cluster.name}-${cluster.port}`)}`,
  ];
}

function quote(text: string): string {
  return JSON.stringify(text);
}

/**
 * Oldest servers natter works with: JetStream as used needs 2.9, the SQL needs MariaDB's and
 * MySQL's. Redis is for the benchmark's peers, whose adapter reads streams as 6.2 has them.
 */
const oldest = {
  nats: [2, 9, 0],
  mariadb: [10, 11, 0],
  mysql: [8, 0, 36],
  redis: [6, 2, 0],
} as const;

export type Flavour = keyof typeof oldest;
export type ServerVersion = { flavour: Flavour; version: string };

/** Reads what `nats-server --version` prints, e.g. `nats-server: v2.9.10`. */
export function parseNatsVersion(output: string): ServerVersion | undefined {
  const found = /\bnats-server: v?(\d+\.\d+\.\d+)/.exec(output);
  return found?.[1] ? { flavour: 'nats', version: found[1] } : undefined;
}

/** Reads what `mariadbd --version` or `mysqld --version` prints; a mysqld may well be MariaDB. */
export function parseMysqlVersion(output: string): ServerVersion | undefined {
  const found = /\bVer (\d+\.\d+\.\d+)(\S*)/.exec(output);
  if (!found?.[1]) return undefined;
  const flavour = /mariadb/i.test(output) ? 'mariadb' : 'mysql';
  return { flavour, version: found[1] };
}

/** Reads what `redis-server --version` prints, e.g. `Redis server v=7.0.15 sha=00000000:0`. */
export function parseRedisVersion(output: string): ServerVersion | undefined {
  const found = /\bRedis server v=(\d+\.\d+\.\d+)/.exec(output);
  return found?.[1] ? { flavour: 'redis', version: found[1] } : undefined;
}

/** True when this server is not older than the oldest that natter works with. */
export function isRecentEnough({ flavour, version }: ServerVersion): boolean {
  const parts = version.split('.').map(Number);
  for (const [place, least] of oldest[flavour].entries()) {
    const part = parts[place] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}

/** The oldest version that will do, as text for a person. */
export function oldestVersion(flavour: Flavour): string {
  return oldest[flavour].join('.').replace(/\.0$/, '');
}

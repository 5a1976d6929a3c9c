import { expect, test } from 'vitest';
import type { Credentials } from '../../internal/home/credentials.ts';
import { homeAt } from '../../internal/home/open-home.ts';
import { nothingRunning } from './drain.ts';
import { describeRun, localUrl, meshFacts } from './mesh-facts.ts';
import type { Started } from './mesh-facts.ts';
import { readEnvironment } from './read-environment.ts';

const credentials: Credentials = {
  nats: { web: 'a' },
  mysql: { root: 'r', migrate: 'm', dbmgr: 'd', web: 'w' },
  sessionSecret: 's',
  tokenKey: 't',
  filesSecret: 'f',
  pushKey: 'p',
  store: { accessKeyId: 'a', secretAccessKey: 's' },
  relaySecret: 'x',
};

function started(env: NodeJS.ProcessEnv, rest: Partial<Started>): Started {
  return {
    home: homeAt('/home'),
    environment: readEnvironment(env),
    counts: { relays: 1, dbmgrs: 1, webs: 2, nats: 1 },
    credentials,
    nats: [],
    mysql: undefined,
    metricsPort: 9464,
    ...rest,
  };
}

test('servers of a person win: MYSQL_URL alone serves migrations and sessions too', () => {
  const env = {
    MYSQL_URL: 'mysql://me:pw@db.example:3307/chat',
    NATS_URL: 'nats://one:4222,nats://two:4222',
    NATS_USERS: '/users.json',
  };
  const external = started(env, {});
  const facts = meshFacts(external);
  expect(facts).toMatchObject({
    mysqlUrl: 'mysql://me:pw@db.example:3307/chat',
    sessionMysqlUrl: 'mysql://me:pw@db.example:3307/chat_sessions',
    migrateMysqlUrl: 'mysql://me:pw@db.example:3307/chat',
    natsUrls: ['nats://one:4222', 'nats://two:4222'],
    natsUsersFile: '/users.json',
    sharesPort: { web: true, relay: false },
  });
  expect(describeRun(external, facts, nothingRunning())).toEqual({
    web: { url: 'http://127.0.0.1:8080', pids: [] },
    relay: { urls: ['http://127.0.0.1:8081'], pids: [] },
    dbmgr: { pids: [] },
    files: { pids: [] },
    courier: { pids: [] },
    bots: {},
    nats: { urls: ['nats://one:4222', 'nats://two:4222'], pids: null, monitor: null },
    mysql: { host: 'db.example', port: 3307, socket: null, pids: null },
    credentials: { nats: null, mysql: null },
    database: 'chat',
    metrics: 'http://127.0.0.1:9464/metrics',
  });
});

test('a URL without a schema means the usual one', () => {
  const facts = meshFacts(started({ MYSQL_URL: 'mysql://me@db' }, {}));
  expect(facts.mysqlUrl).toBe('mysql://me@db/natter');
  expect(facts.sessionMysqlUrl).toBe('mysql://me@db/natter_sessions');
});

test('what listens on every address answers on loopback', () => {
  expect(localUrl('0.0.0.0', 80)).toBe('http://127.0.0.1:80');
  expect(localUrl('::1', 80)).toBe('http://[::1]:80');
  expect(localUrl('10.1.2.3', 80)).toBe('http://10.1.2.3:80');
});

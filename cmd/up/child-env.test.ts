import { expect, test } from 'vitest';
import { childEnv } from './child-env.ts';
import type { MeshFacts } from './child-env.ts';

const facts: MeshFacts = {
  home: '/home',
  natsUrls: ['nats://127.0.0.1:1', 'nats://127.0.0.1:2'],
  natsUsersFile: '/home/nats-users.json',
  mysqlUrl: 'mysql://dbmgr:one@127.0.0.1:3/natter',
  sessionMysqlUrl: 'mysql://web:two@127.0.0.1:3/natter_sessions',
  migrateMysqlUrl: 'mysql://migrate:three@127.0.0.1:3/natter',
  webPort: 8080,
  relayPort: 8081,
  relayUrls: ['http://127.0.0.1:8081'],
  sessionSecret: 'session-secret',
  tokenKey: 'token-key',
  filesSecret: 'the-files-secret',
  courier: { PUSH_KEY: 'the-push-key', SMTP_URL: 'smtp://me:mail-password@mail.example' },
  s3Keys: { S3_ACCESS_KEY_ID: 'the-key', S3_SECRET_ACCESS_KEY: 'the-store-secret' },
  relaySecret: 'relay-secret',
  sharesPort: { web: true, relay: false },
};

const person = {
  PATH: '/bin',
  MYSQL_URL: 'mysql://root:four@db/natter',
  MIGRATE_MYSQL_URL_FILE: '/secret',
  TOKEN_KEY: 'five',
  LOG_LEVEL: '',
  TRUST_PROXY: '10.0.0.1',
  npm_config_token: 'six',
};

const secrets = ['one', 'two', 'three', 'four', '/secret', 'session-secret', 'token-key', 'five'];
secrets.push('the-files-secret', 'the-store-secret', 'the-push-key', 'mail-password');

function secretsOf(env: NodeJS.ProcessEnv): string[] {
  const text = JSON.stringify(env);
  return secrets.filter((secret) => new RegExp(`[:"]${secret}["@]`).test(text));
}

test('every process gets its own secrets and no others', () => {
  expect(secretsOf(childEnv('web', facts, person))).toEqual([
    'two',
    'session-secret',
    'the-files-secret',
    'the-store-secret',
  ]);
  const storeSecrets = ['the-files-secret', 'the-store-secret'];
  expect(secretsOf(childEnv('files', facts, person))).toEqual(storeSecrets);
  const courierSecrets = ['the-push-key', 'mail-password'];
  expect(secretsOf(childEnv('courier', facts, person))).toEqual(courierSecrets);
  expect(secretsOf(childEnv('dbmgr', facts, person))).toEqual(['one', 'token-key']);
  expect(secretsOf(childEnv('relay', facts, person))).toEqual([]);
  expect(secretsOf(childEnv('bots', facts, person))).toEqual([]);
  expect(secretsOf(childEnv('migrate', facts, person))).toEqual(['one', 'two', 'three']);
});

test('what a person set besides is passed on, what is empty or of npm is not', () => {
  const env = childEnv('web', facts, person);
  expect(env).toMatchObject({ PATH: '/bin', TRUST_PROXY: '10.0.0.1', REUSE_PORT: '1' });
  expect(env).not.toHaveProperty('LOG_LEVEL');
  expect(env).not.toHaveProperty('npm_config_token');
  expect(env.NATS_URL).toBe('nats://127.0.0.1:1,nats://127.0.0.1:2');
  expect(env.METRICS_PORT).toBe('0');
});

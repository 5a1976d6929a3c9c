import { secretSettings, settings } from '../../internal/config/settings.ts';
import type { SettingName } from '../../internal/config/settings.ts';
import type { Stage } from './drain.ts';

/** What the processes are told about each other, and the secrets of each. */
export type MeshFacts = {
  home: string;
  natsUrls: string[];
  natsUsersFile: string;
  /** Schema that dbmgr uses, with its user. */
  mysqlUrl: string;
  /** Schema of web's sessions, with its user. */
  sessionMysqlUrl: string;
  /** For migrations: who may change the schema. */
  migrateMysqlUrl: string;
  webPort: number;
  relayPort: number;
  relayUrls: string[];
  sessionSecret: string;
  tokenKey: string;
  relaySecret: string;
  filesSecret: string;
  /** How mails and pushes leave the house. */
  courier: { PUSH_KEY: string; SMTP_URL?: string | undefined };
  /** Of an object store, when files lie in one. */
  s3Keys: { S3_ACCESS_KEY_ID?: string | undefined; S3_SECRET_ACCESS_KEY?: string | undefined };
  /** Several processes listen on one port. */
  sharesPort: { web: boolean; relay: boolean };
};

/**
 * The environment of one kind of process: this process's own, without any secret, and then what
 * that kind needs and no more.
 */
export function childEnv(
  stage: Stage | 'migrate',
  facts: MeshFacts,
  env: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const common = {
    NATTER_HOME: facts.home,
    NATS_URL: facts.natsUrls.join(','),
    NATS_USERS: facts.natsUsersFile,
    METRICS_PORT: '0',
    WEB_PORT: String(facts.webPort),
    RELAY_PORT: String(facts.relayPort),
  };
  const ports = (stagePort: 'web' | 'relay') => (facts.sharesPort[stagePort] ? '1' : '0');
  const store = { FILES_SECRET: facts.filesSecret, ...facts.s3Keys };
  const own: Partial<Record<Stage | 'migrate', Partial<Record<SettingName, string | undefined>>>> =
    {
      web: {
        RELAY_URLS: facts.relayUrls.join(','),
        SESSION_MYSQL_URL: facts.sessionMysqlUrl,
        SESSION_SECRET: facts.sessionSecret,
        RELAY_SECRET: facts.relaySecret,
        ...store,
        REUSE_PORT: ports('web'),
      },
      relay: { RELAY_SECRET: facts.relaySecret, REUSE_PORT: ports('relay') },
      files: store,
      courier: facts.courier,
      dbmgr: { MYSQL_URL: facts.mysqlUrl, TOKEN_KEY: facts.tokenKey },
      migrate: {
        MIGRATE_MYSQL_URL: facts.migrateMysqlUrl,
        MYSQL_URL: facts.mysqlUrl,
        SESSION_MYSQL_URL: facts.sessionMysqlUrl,
      },
    };
  return { ...withoutSecrets(env), ...common, ...own[stage] };
}

function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const cut = new Set<string>(secretSettings.flatMap((name) => [name, `${name}_FILE`]));
  // Meant for the processes that read them; the parent's own channel is not theirs either.
  cut.add('REUSE_PORT').add('RELAY_URLS').add('NODE_CHANNEL_FD').add('LISTEN_FD');
  const isKept = ([name, value]: [string, string | undefined]) =>
    !cut.has(name) && !name.startsWith('npm_') && !(name in settings && value === '');
  return Object.fromEntries(Object.entries(env).filter(isKept));
}

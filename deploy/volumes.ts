import type { Credentials } from '../internal/home/credentials.ts';
import { renderNatsConf, renderPasswords } from './nats-conf.ts';

/** What a volume holds: file name → text. */
export type Volume = Record<string, string>;

const schemas = { main: 'natter', sessions: 'natter_sessions' } as const;
const mysqlHost = 'mysql';
const mysqlPort = 3306;

/**
 * What each service may know, by the name of its volume: nobody gets another's password. `nats` has
 * the configuration beside the passwords, because registered automations change both.
 */
export function volumesOf({ nats, mysql, store, ...secrets }: Credentials): Record<string, Volume> {
  const natsUsers = (user: string) => ({ 'nats-users.json': json({ [user]: nats[user] }) });
  const url = (user: keyof typeof mysql, schema: string) =>
    `mysql://${user}:${mysql[user]}@${mysqlHost}:${mysqlPort}/${schema}`;
  const storeKeys = {
    's3-access-key-id': store.accessKeyId,
    's3-secret-access-key': store.secretAccessKey,
  };
  const migrateUrls = {
    'migrate-mysql-url': url('migrate', schemas.main),
    'mysql-url': url('dbmgr', schemas.main),
    'session-mysql-url': url('web', schemas.sessions),
  };
  return {
    nats: {
      'nats.conf': renderNatsConf(Object.keys(nats)),
      'passwords.conf': renderPasswords(nats),
    },
    mysql: { 'root-password': mysql.root ?? '' },
    'mysql-init': { '10-migrate.sql': migrateAccount(mysql.migrate ?? '') },
    migrate: migrateUrls,
    web: {
      ...natsUsers('web'),
      'session-mysql-url': migrateUrls['session-mysql-url'],
      'session-secret': secrets.sessionSecret,
      'relay-secret': secrets.relaySecret,
      ...storeKeys,
    },
    relay: { ...natsUsers('relay'), 'relay-secret': secrets.relaySecret },
    files: { ...natsUsers('files'), ...storeKeys },
    courier: { ...natsUsers('courier'), 'push-key': secrets.pushKey },
    minio: storeKeys,
    dbmgr: {
      ...natsUsers('dbmgr'),
      'mysql-url': migrateUrls['mysql-url'],
      'token-key': secrets.tokenKey,
    },
    'chat-bot': natsUsers('chat-bot'),
    'mat-bot': natsUsers('mat-bot'),
  };
}

/** Runs once, when the database is made; its password is of letters and digits alone. */
function migrateAccount(password: string): string {
  return [
    `CREATE USER 'migrate'@'%' IDENTIFIED BY '${password}';`,
    "GRANT CREATE USER ON *.* TO 'migrate'@'%';",
    ...Object.values(schemas).map(
      (schema) => `GRANT ALL PRIVILEGES ON \`${schema}\`.* TO 'migrate'@'%' WITH GRANT OPTION;`,
    ),
    '',
  ].join('\n');
}

function json(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

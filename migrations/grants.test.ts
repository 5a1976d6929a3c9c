import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { readGrant } from './grants.ts';
import { nameNewSchemas } from '../internal/testing/new-schemas.ts';

async function attempt(url: string, statement: string): Promise<string> {
  const connection = await createConnection({ uri: url });
  try {
    await connection.query(statement);
    return 'allowed';
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    await connection.end();
  }
}

const denied = /: ER_(TABLEACCESS|DBACCESS|SPECIFIC_ACCESS|ACCESS|COLUMNACCESS)_DENIED/;
const deniedTrigger = /: ER_(TABLEACCESS_DENIED|BINLOG_CREATE_ROUTINE_NEED_SUPER)/;

test('D7: dbmgr writes rows, and nothing else is its to do', async () => {
  await using schemas = nameNewSchemas();
  await schemas.migrate();
  const { mainUrl } = schemas.urls;
  expect(await attempt(mainUrl, 'UPDATE people SET version = 2')).toBe('allowed');
  expect(await attempt(mainUrl, 'SELECT * FROM audit')).toBe('allowed');
  const forbidden = [
    'CREATE TABLE mine (id INT)',
    'DROP TABLE messages',
    'ALTER TABLE people ADD COLUMN spare INT',
    'TRUNCATE TABLE messages',
    'UPDATE changes SET body = 1',
    'DELETE FROM audit',
    'UPDATE audit SET detail = 1',
    "UPDATE stores SET id = 'other'",
    'DELETE FROM audit_heads',
    'INSERT INTO migrations VALUES (99, 1, NOW())',
    "SELECT 1 INTO OUTFILE '/tmp/natter-outfile'",
    "SELECT LOAD_FILE('/etc/passwd') FROM mysql.user",
    'SET GLOBAL max_connections = 1',
    "CREATE USER 'eve'@'%'",
    `SELECT * FROM ${schemas.sessions}.sessions`,
    'SELECT * FROM mysql.user',
  ];
  for (const statement of forbidden) {
    expect(`${statement}: ${await attempt(mainUrl, statement)}`).toMatch(denied);
  }
  // A MySQL that keeps a binary log refuses before it looks at privileges.
  const trigger = 'CREATE TRIGGER t BEFORE INSERT ON people FOR EACH ROW SET NEW.version = 9';
  expect(`${trigger}: ${await attempt(mainUrl, trigger)}`).toMatch(deniedTrigger);
});

test('D7: what dbmgr and web are granted is rows, table by table', async () => {
  await using schemas = nameNewSchemas();
  await schemas.migrate();
  const { main, sessions, users } = schemas;
  for (const [user, schema] of [
    [users.dbmgr, main],
    [users.web, sessions],
  ]) {
    const rows = await schemas.sql("SHOW GRANTS FOR ?@'%'", [user]);
    const grants = rows.map((row) => readGrant(String(Object.values(row)[0])));
    const onServer = grants.filter((grant) => grant?.schema === '*');
    const onTables = grants.filter((grant) => grant?.schema !== '*');
    expect(onServer).toEqual([{ privileges: ['USAGE'], schema: '*', table: '*' }]);
    expect(onTables.length).toBeGreaterThan(0);
    for (const grant of onTables) {
      expect(grant).toMatchObject({ schema });
      expect(grant!.table).not.toBe('*');
      const rest = grant!.privileges.filter(
        (privilege) => !['SELECT', 'INSERT', 'UPDATE', 'DELETE'].includes(privilege),
      );
      expect(rest).toEqual([]);
    }
  }
});

test('A10: the audit log cannot be changed or emptied by dbmgr', async () => {
  await using schemas = nameNewSchemas();
  await schemas.migrate();
  for (const statement of [
    "UPDATE audit SET actor = 'somebody else'",
    'DELETE FROM audit',
    'TRUNCATE TABLE audit',
    "REPLACE INTO audit (id, actor) VALUES (1, 'x')",
  ]) {
    expect(`${statement}: ${await attempt(schemas.urls.mainUrl, statement)}`).toMatch(denied);
  }
});

test('D7: web reaches the sessions and nothing else', async () => {
  await using schemas = nameNewSchemas();
  await schemas.migrate();
  const { sessionUrl } = schemas.urls;
  expect(await attempt(sessionUrl, "DELETE FROM sessions WHERE session_id = 'x'")).toBe('allowed');
  for (const statement of [
    `SELECT email FROM ${schemas.main}.people`,
    `SELECT body FROM ${schemas.main}.messages`,
    `USE ${schemas.main}`,
    'SELECT * FROM migrations',
    'DROP TABLE sessions',
    'CREATE TABLE mine (id INT)',
  ]) {
    expect(`${statement}: ${await attempt(sessionUrl, statement)}`).toMatch(denied);
  }
});

test('D7: privileges beyond what is needed are taken back', async () => {
  await using schemas = nameNewSchemas();
  await schemas.migrate();
  const { main, users } = schemas;
  await schemas.sql(`GRANT ALL PRIVILEGES ON ${main}.* TO '${users.dbmgr}'@'%'`);
  await schemas.sql(`GRANT DELETE ON ${main}.audit TO '${users.dbmgr}'@'%' WITH GRANT OPTION`);
  await schemas.migrate();
  expect(await attempt(schemas.urls.mainUrl, 'DROP TABLE messages')).toMatch(/DENIED/);
  expect(await attempt(schemas.urls.mainUrl, 'DELETE FROM audit')).toMatch(/DENIED/);
  expect(await attempt(schemas.urls.mainUrl, 'SELECT * FROM people')).toBe('allowed');
});

test('D7: a user with power over the whole server is named in a warning', async () => {
  await using schemas = nameNewSchemas();
  await schemas.migrate();
  await schemas.sql(`GRANT PROCESS ON *.* TO '${schemas.users.web}'@'%'`);
  await schemas.migrate();
  expect(schemas.logged()).toMatch(/SESSION_MYSQL_URL.*this user may do more than it needs/);
});

test('grants are read as both kinds of server write them', () => {
  expect(readGrant('GRANT USAGE ON *.* TO `d`@`%` IDENTIFIED BY PASSWORD "*1"')).toEqual({
    privileges: ['USAGE'],
    schema: '*',
    table: '*',
  });
  expect(readGrant('GRANT SELECT, INSERT ON `a\\_b`.`audit` TO `d`@`%` WITH GRANT OPTION')).toEqual(
    {
      privileges: ['SELECT', 'INSERT', 'GRANT OPTION'],
      schema: 'a\\_b',
      table: 'audit',
    },
  );
  expect(readGrant('GRANT `role`@`%` TO `d`@`%`')).toBeNull();
});

test('accounts that somebody made with the right privileges are enough', async () => {
  await using schemas = nameNewSchemas();
  await schemas.migrate();
  const { main, sessions, users } = schemas;
  const migrating = `m_${users.dbmgr}`;
  await schemas.sql(`CREATE USER ?@'%' IDENTIFIED BY 'the-password-of-migrate'`, [migrating]);
  for (const schema of [main, sessions]) {
    await schemas.sql(`GRANT ALL PRIVILEGES ON ??.* TO ?@'%'`, [schema, migrating]);
  }
  const migrateUrl = schemas.urlOf(migrating, 'the-password-of-migrate', main);
  await schemas.migrate({ migrateUrl });
  await schemas.sql(`REVOKE DELETE ON ??.logins FROM ?@'%'`, [main, users.dbmgr]);
  await expect(schemas.migrate({ migrateUrl })).rejects.toThrow(
    /^The user in MIGRATE_MYSQL_URL lacks a privilege that the migrations need: grant it/,
  );
  await schemas.sql("DROP USER ?@'%'", [migrating]);
});

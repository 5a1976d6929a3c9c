import { expect, test } from 'vitest';
import { readVersion } from './connection.ts';
import { schemaVersion, steps } from './steps.ts';
import { nameNewSchemas, type NewSchemas } from '../internal/testing/new-schemas.ts';

test('a fresh install has one organisation, one store and two automations', async () => {
  await using schemas = nameNewSchemas();
  await schemas.migrate();
  const seeded = await readSeeds(schemas);
  expect(seeded).toMatchObject({ orgs: 1, stores: 1, channels: 1, audit_heads: 1, people: 2 });
  const names = await schemas.sql(`SELECT name FROM ${schemas.main}.automations ORDER BY name`);
  expect(names).toEqual([{ name: 'chat-bot' }, { name: 'mat-bot' }]);
});

test('running the migrations again changes nothing', async () => {
  await using schemas = nameNewSchemas();
  await schemas.migrate();
  const [before] = await schemas.sql(`SELECT id FROM ${schemas.main}.stores`);
  await schemas.migrate();
  expect(await schemas.sql(`SELECT id FROM ${schemas.main}.stores`)).toEqual([before]);
  expect(schemas.logged()).toContain('nothing to migrate');
});

test('a run that is killed at any statement is finished by the next', async () => {
  await using whole = nameNewSchemas();
  await whole.migrate();
  await using broken = nameNewSchemas();
  const survived = new Set<string>();
  const interrupt = (sql: string, values: unknown[] = []) => {
    const step = typeof values[0] === 'number' ? values[0] : '';
    const statement = `${sql} ${step}`;
    if (survived.has(statement)) return;
    survived.add(statement);
    throw new Error('killed');
  };
  let deaths = 0;
  const run = () => broken.migrate({ interrupt }).then(() => true, refuseAllBut('killed'));
  while (!(await run())) deaths++;
  expect(deaths).toBeGreaterThan(2 * steps.length);
  expect(await describe(broken)).toEqual(await describe(whole));
  expect(await readSeeds(broken)).toEqual(await readSeeds(whole));
});

test('two runs at once make one install', async () => {
  await using schemas = nameNewSchemas();
  await Promise.all([schemas.migrate(), schemas.migrate(), schemas.migrate()]);
  expect(await readSeeds(schemas)).toMatchObject({
    stores: 1,
    migrations: steps.filter(({ schema }) => schema === 'main').length,
  });
});

test('a schema of a newer version is refused and left alone', async () => {
  await using schemas = nameNewSchemas();
  await schemas.migrate();
  await schemas.sql(`INSERT INTO ${schemas.main}.migrations VALUES (?, 'later', NOW(3))`, [
    schemaVersion('main') + 1,
  ]);
  await expect(schemas.migrate()).rejects.toThrow(
    `The schema ${schemas.main} in MYSQL_URL is of a newer version of Natter: start that ` +
      'version, or restore a backup from before.',
  );
});

test('what a person must put right is one sentence that names the setting', async () => {
  await using schemas = nameNewSchemas();
  const { urls, urlOf, main, users } = schemas;
  const [, port] = new URL(urls.migrateUrl).host.split(':');
  const nobody = urlOf('nobody', 'has-this-password', main);
  const cases: [Partial<typeof urls>, RegExp][] = [
    [{ migrateUrl: nobody }, /^The database server refuses .* in MIGRATE_MYSQL_URL: correct/],
    [{ migrateUrl: nobody, mainUrl: nobody }, /^The database server refuses .* in MYSQL_URL: /],
    [
      { migrateUrl: urls.migrateUrl.replace(`:${port}`, ':1') },
      /^No database server answers at MIGRATE_MYSQL_URL: start it, or correct the URL\.$/,
    ],
    [{ mainUrl: urlOf('', '', main) }, /^MYSQL_URL names no user; write mysql:\/\//],
    [{ mainUrl: urlOf('d', 'x', 'a b') }, /^MYSQL_URL names a schema that cannot be used; /],
  ];
  for (const [override, sentence] of cases) {
    await expect(schemas.migrate(override)).rejects.toThrow(sentence);
  }
  await schemas.migrate();
  const wrong = urlOf(users.web, 'not-their-password', schemas.sessions);
  await expect(schemas.migrate({ sessionUrl: wrong })).rejects.toThrow(
    'The database server refuses the password in SESSION_MYSQL_URL: correct the URL.',
  );
  await expect(schemas.migrate({ migrateUrl: urls.mainUrl })).rejects.toThrow(
    /^The user in MYSQL_URL lacks a privilege that the migrations need: grant it, or set MIGRATE_/,
  );
  expect(schemas.logged()).not.toContain('password-of');
});

test('a private server gives its users the passwords that they have now', async () => {
  await using schemas = nameNewSchemas();
  await schemas.migrate();
  const mainUrl = schemas.urlOf(schemas.users.dbmgr, 'another-password', schemas.main);
  await schemas.migrate({ mainUrl, resetPasswords: true });
  await schemas.migrate({ mainUrl });
  await expect(schemas.migrate()).rejects.toThrow(/refuses the password in MYSQL_URL/);
});

test('the versions of servers are read from what they say', () => {
  expect(readVersion('10.11.6-MariaDB-0+deb12u1')).toEqual({
    flavour: 'mariadb',
    version: '10.11.6',
  });
  expect(readVersion('5.5.5-10.5.2-MariaDB')).toEqual({ flavour: 'mariadb', version: '10.5.2' });
  expect(readVersion('8.4.3')).toEqual({ flavour: 'mysql', version: '8.4.3' });
});

function refuseAllBut(message: string): (error: Error) => false {
  return (error) => {
    expect(error.message).toBe(message);
    return false;
  };
}

async function readSeeds({ main, sql }: NewSchemas): Promise<Record<string, number>> {
  const tables = ['orgs', 'stores', 'channels', 'audit_heads', 'people', 'automations'];
  const counts: Record<string, number> = {};
  for (const table of [...tables, 'migrations']) {
    const [row] = await sql(`SELECT COUNT(*) AS n FROM ${main}.${table}`);
    counts[table] = Number(row?.n);
  }
  return counts;
}

/** Columns, keys and privileges, without the names that differ. */
async function describe({ main, sessions, users, sql }: NewSchemas): Promise<unknown> {
  const columns = await sql(
    `SELECT table_name, column_name, column_type, is_nullable, collation_name
     FROM information_schema.columns WHERE table_schema IN (?, ?)
     ORDER BY table_name, column_name`,
    [main, sessions],
  );
  const keys = await sql(
    `SELECT table_name, index_name, column_name, non_unique FROM information_schema.statistics
     WHERE table_schema IN (?, ?) ORDER BY table_name, index_name, seq_in_index`,
    [main, sessions],
  );
  const grants = await sql(
    `SELECT grantee LIKE ? AS dbmgr, table_name, privilege_type
     FROM information_schema.table_privileges WHERE grantee IN (?, ?)
     ORDER BY dbmgr, table_name, privilege_type`,
    [`'${users.dbmgr}%`, `'${users.dbmgr}'@'%'`, `'${users.web}'@'%'`],
  );
  return { columns, keys, grants };
}

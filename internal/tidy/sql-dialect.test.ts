import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectOf, readProject } from './find-faults.ts';
import { readLiterals } from './literals.ts';
import { findForeignSql, readSql } from './sql-dialect.ts';
import { sourceFile } from './source-files.ts';

const faultsOf = (text: string, path = 'dbmgr/a.ts') =>
  findForeignSql(projectOf([sourceFile(path, text)])).map(({ line, rule }) => `${line} ${rule}`);
const tagged = (sql: string) => `const a = sql\`${sql}\`;`;

describe('SQL that only one of them understands is found:', () => {
  test.each([
    ['insert into a (b) values (1) returning id', 'RETURNING'],
    ['create table if not exists a (id uuid not null primary key)', 'this type'],
    ['create table a (address INET6 NULL)', 'this type'],
    ['create sequence s', 'SEQUENCE'],
    ['select nextval(s)', 'SEQUENCE'],
    ['create or replace table a (id int)', 'OR REPLACE'],
    ['alter table a add column if not exists b int', 'IF EXISTS'],
    ['create index if not exists i on a (b)', 'IF NOT EXISTS of an index'],
    ['set statement max_statement_time=1 for select 1', 'this statement'],
    ['select json_exists(body, ?) from a', 'this JSON function'],
    ['select a from b order by a offset 2 rows fetch next 2 rows only', 'FETCH FIRST'],
    [
      'insert into a (b) values (1) as fresh on duplicate key update b = fresh.b',
      'AS of a new row',
    ],
    ['insert into a values row(1, 2)', 'VALUES ROW'],
    ['select * from a, lateral (select 1) b', 'LATERAL'],
    ["select body->>'$.a' from a", 'this JSON operator'],
    ['select json_pretty(body) from a', 'this JSON function'],
    ['select any_value(a) from b', 'this function'],
    ['select a from b for share', 'FOR SHARE and OF'],
    ['select a from b for update of b', 'FOR SHARE and OF'],
    ['create table a (b varchar(9) collate utf8mb4_0900_ai_ci)', 'this collation'],
    ['create table a (b int check (b > 0) not enforced)', 'this clause'],
    ['create table a (b int, key c ((b + 1)))', 'an index of an expression'],
    ['select /*+ max_execution_time(9) */ 1', 'an optimizer hint in a comment'],
    [
      'select sum(a) over (order by b range between interval 1 day preceding and current row)',
      'a window of an interval',
    ],
    ['create table a (b int) /*!50100 partition by key (b) */', 'a comment that one of them runs'],
    ['create table a (b json not null)', 'a column or a cast of JSON'],
    ['select @@tx_isolation', 'this variable'],
    ['explain select 1', 'EXPLAIN without FORMAT=TRADITIONAL'],
  ])('%s', (sql, what) => {
    const rule = `1 ${what} is not the same SQL on MariaDB and MySQL`;
    expect(faultsOf(tagged(sql))).toContain(rule);
    expect(faultsOf(`await run('${sql.replaceAll("'", '"')}');`).length > 0).toBe(
      !sql.includes('$.'),
    );
  });

  test('in what a query builder is asked for', () => {
    const rule = 'what this method writes is not the same SQL on MariaDB and MySQL';
    const calls = ['q.returning(a)', 'q.forShare()', "q.forUpdate(['a'])", 'q.onConflict(f)'];
    for (const call of calls) expect(faultsOf(`\n${call};`)).toEqual([`2 ${rule}`]);
    expect(faultsOf('q.forUpdate().skipLocked();')).toEqual([]);
  });
});

test('SQL that both understand, and what is no SQL, is let through', () => {
  const both = [
    'select a from b for update skip locked',
    'select a from b lock in share mode',
    'insert into a (b) values (1) on duplicate key update b = values(b)',
    'insert ignore into a (b) values (1)',
    'explain format=traditional select 1',
    'create table if not exists a (id varchar(64) not null primary key, body text not null)',
    'select row_number() over (partition by a order by b rows between 1 preceding and current row)',
    'with c as (select 1) select * from c intersect select 1',
  ];
  for (const sql of both) expect(faultsOf(tagged(sql))).toEqual([]);
  expect(
    faultsOf("// sql`select 1 returning a`\nthrow new Error('Returning visitors, lateral');"),
  ).toEqual([]);
});

test('strings and templates are read wherever they stand', () => {
  const text = [
    "const pattern = /['`]/g; // don't",
    'const a = sql<Row>`select ${f("in", `deep ${1}`)} from b`; /* ` */',
    "const c = 'it\\'s' + (1 / 2);",
  ].join('\n');
  expect(readLiterals(text)).toEqual([
    { text: 'in', line: 2, tag: '' },
    { text: 'deep ?', line: 2, tag: '' },
    { text: 'select ? from b', line: 2, tag: 'sql' },
    { text: "it\\'s", line: 3, tag: '' },
  ]);
});

test('all the statements of the project are read', () => {
  const { files } = readProject(join(import.meta.dirname, '../..'));
  const statements = (path: string) =>
    readSql(files.find((file) => file.path === path)!.text).map(({ text }) => text);
  expect(statements('migrations/channels.ts')).toHaveLength(8);
  expect(statements('dbmgr/messages/write-rows.ts')[0]).toMatch(/^insert into messages/);
  expect(statements('dbmgr/messages/lock-places.ts').join()).toMatch(/for update/);
  expect(statements('migrations/grants.ts').join()).toMatch(/GRANT[\s\S]*REVOKE/);
  const all = files.filter(({ path }) => path.endsWith('.ts')).flatMap(({ text }) => readSql(text));
  expect(all.length).toBeGreaterThan(150);
});

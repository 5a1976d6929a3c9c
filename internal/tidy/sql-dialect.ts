import type { Fault, Project } from './fault.ts';
import { readLiterals } from './literals.ts';
import { isCode, topFolder } from './source-files.ts';

/** What only one kind of server knows, or what the two understand differently. */
const foreign: [pattern: RegExp, what: string][] = [
  // MariaDB alone.
  [/\breturning\b/i, 'RETURNING'],
  [/\b(uuid|inet4|inet6|xmltype)\s+(not\s+null|null|default|primary|unique|,)/i, 'this type'],
  [
    /\b(create\s+(or\s+replace\s+)?sequence|nextval\s*\(|next\s+value\s+for|lastval\s*\()/i,
    'SEQUENCE',
  ],
  [/\bcreate\s+or\s+replace\s+(table|user|database|schema|index|role)\b/i, 'OR REPLACE'],
  [
    /\b(add|drop|modify|change)\s+(column|index|key|constraint|foreign\s+key)\s+if\s+/i,
    'IF EXISTS',
  ],
  [/\bcreate\s+(unique\s+)?index\s+if\s+not\s+exists\b/i, 'IF NOT EXISTS of an index'],
  [/\bset\s+statement\b|\bfor\s+update\s+wait\b|\bbegin\s+not\s+atomic\b/i, 'this statement'],
  [/\bsystem\s+versioning\b|\bfor\s+system_time\b|\bperiod\s+for\b/i, 'versioned rows'],
  [/\bjson_(exists|query|compact|detailed|loose|equals|normalize)\s*\(/i, 'this JSON function'],
  [/\b(nvl2|sformat|to_char|natural_sort_key|median|rownum)\s*\(/i, 'this function'],
  [/\bfetch\s+(first|next)\b/i, 'FETCH FIRST'],
  [/_uca1400_|\b\w+_nopad_\w+/i, 'this collation'],
  // MySQL alone.
  [/\bas\s+\w+(\s*\([^)]*\))?\s+on\s+duplicate\b/i, 'AS of a new row'],
  [/\bvalues\s+row\s*\(/i, 'VALUES ROW'],
  [/\blateral\b/i, 'LATERAL'],
  [/->>?\s*'\$|\bmember\s+of\s*\(/i, 'this JSON operator'],
  [/\bjson_(storage_size|storage_free|schema_valid|pretty)\s*\(/i, 'this JSON function'],
  [/\b(uuid_to_bin|bin_to_uuid|is_uuid|any_value|grouping|regexp_like)\s*\(/i, 'this function'],
  [/\bfor\s+share\b|\bfor\s+update\s+of\b/i, 'FOR SHARE and OF'],
  [/_0900_/i, 'this collation'],
  [/\binvisible\b|\bnot\s+enforced\b|\bdrop\s+check\b|\bset\s+persist/i, 'this clause'],
  [/\b(key|index)\s+\w*\s*\(\s*\(/i, 'an index of an expression'],
  [/\/\*\+/, 'an optimizer hint in a comment'],
  [/\brange\s+between\s+interval\b/i, 'a window of an interval'],
  // Understood differently.
  [/^\s*explain\s+(?!format\s*=\s*traditional\b)/i, 'EXPLAIN without FORMAT=TRADITIONAL'],
  [/\/\*M?!/, 'a comment that one of them runs'],
  [/\bjson\s+(not\s+null|null|default|check|,)|\bas\s+json\b/i, 'a column or a cast of JSON'],
  [/@@(\w+\.)?tx_|\b(tx_isolation|max_statement_time|max_execution_time)\b/i, 'this variable'],
];

/** Methods of the query builder that make such SQL. */
const foreignMethods = 'returning|returningAll|forShare|forKeyShare|forNoKeyUpdate|onConflict';
const foreignCalls = new RegExp(
  `\\.(${foreignMethods}|distinctOn|mergeInto|fetch)\\(|\\.forUpdate\\(\\s*[^)\\s]`,
);

const statement = new RegExp(
  '^\\s*(' +
    [
      'select\\s[\\s\\S]*',
      'insert\\s+(ignore\\s+)?into',
      'replace\\s+into',
      'update\\s[\\s\\S]*\\sset',
      'delete\\s[\\s\\S]*from',
      'with\\s+\\w+\\s+as',
      '(create|alter|drop|truncate)\\s+(or\\s+replace\\s+|unique\\s+)?' +
        '(table|database|schema|user|index|trigger|view|sequence|procedure|function|role)',
      'set\\s+(session|global|persist|statement|transaction|@)',
      '(grant|revoke|show|explain|analyze)\\s',
    ].join('|') +
    ')',
  'i',
);

const speaksSql = new Set(['dbmgr', 'migrations', 'su', 'web', 'internal', 'relay', 'test']);

/** Each asks the kind of server that it has, or minds no refusal. */
const reviewed = new Set([
  'dbmgr/database/open-database.ts',
  'internal/servers/start-servers.test.ts',
]);

/** Statements and pieces of statements, where they begin. */
export function readSql(text: string): { text: string; line: number }[] {
  return readLiterals(text).filter(({ text: sql, tag }) => tag === 'sql' || statement.test(sql));
}

/** SQL runs unchanged on MariaDB 10.11 and MySQL 8.4, and on what came after them. */
export function findForeignSql({ files }: Project): Fault[] {
  const wanted = files.filter(
    ({ path }) =>
      isCode(path) &&
      speaksSql.has(topFolder(path)) &&
      !/^(web\/static|internal\/tidy)\//.test(path) &&
      !reviewed.has(path),
  );
  return wanted.flatMap(({ path, text, lines }) => [
    ...readSql(text).flatMap((sql) =>
      foreign
        .filter(([pattern]) => pattern.test(sql.text))
        .map(([, what]) => ({ file: path, line: sql.line, rule: presentRule(what) })),
    ),
    ...(/^(dbmgr|migrations|su)\//.test(path)
      ? lines.flatMap((line, number) =>
          foreignCalls.test(line)
            ? [{ file: path, line: number + 1, rule: presentRule('what this method writes') }]
            : [],
        )
      : []),
  ]);
}

function presentRule(what: string): string {
  return `${what} is not the same SQL on MariaDB and MySQL`;
}

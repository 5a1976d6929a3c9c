import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findFaults, presentFault, projectOf, readProject, rules } from './find-faults.ts';
import { sourceFile } from './source-files.ts';

describe('the project is tidy:', () => {
  const project = readProject(join(import.meta.dirname, '../..'));
  test.each(Object.entries(rules))('%s', (_name, rule) => {
    expect(rule(project).map(presentFault)).toEqual([]);
  });
});

/** What tidy says of these files, which something starts and which are otherwise in order. */
function faultsOf(files: Record<string, string>): string[] {
  const imports = Object.keys(files).map((path) => `import '../${path}';`);
  const all = { 'cmd/all.ts': imports.join('\n'), ...files };
  const project = projectOf(Object.entries(all).map(([path, text]) => sourceFile(path, text)));
  return findFaults(project).map(presentFault);
}

/** Put together here, so that this file keeps the rules that it tests. */
const join2 = (...parts: string[]) => parts.join('');

describe('tidy finds', () => {
  test.each([
    [
      'a process that imports another',
      { 'web/a.ts': "import { b } from '../relay/b.ts';", 'relay/b.ts': '' },
      ['web/a.ts:1 imports relay/b.ts: process folders never import one another'],
    ],
    [
      'internal code that imports a process, be it a type',
      { 'internal/a.ts': "\nexport type A = import('../web/b.ts').B;", 'web/b.ts': '' },
      ['internal/a.ts:2 imports web/b.ts: internal/ imports no process'],
    ],
    [
      'code that leans on what is for tests',
      { 'web/a.ts': "import '../internal/testing/b.ts';", 'internal/testing/b.ts': '' },
      ['cmd/all.ts:2 imports internal/testing/b.ts: it is for tests'].concat(
        'web/a.ts:1 imports internal/testing/b.ts: it is for tests',
      ),
    ],
    [
      'a circle, types included',
      { 'web/a.ts': "import type { B } from './b.ts';", 'web/b.ts': "import './a.ts';" },
      ['web/a.ts:1 imports in a circle: web/a.ts → web/b.ts → web/a.ts'],
    ],
    [
      'a package away from home, but not in a comment',
      { 'web/a.ts': join2('// imp', "ort 'kysely';\nimport { Kysely } fr", "om 'kysely';") },
      ['web/a.ts:2 imports kysely away from its home'],
    ],
    [
      'a line that is too long',
      { 'web/a.ts': `const a = '${'x'.repeat(100)}';` },
      ['web/a.ts:1 longer than 100 columns'],
    ],
    [
      'a file that is too long',
      { 'web/a.ts': 'a();\n'.repeat(401), 'web/b.ts': '', 'web/c.ts': '' },
      ['web/a.ts:402 longer than 400 lines'],
    ],
    [
      'a name that says nothing',
      { [join2('web/string-ut', 'ils.ts')]: '', 'web/twoWords.ts': '' },
      [
        'web/string-utils.ts:1 "utils" says nothing; name what it holds',
        'web/twoWords.ts:1 file names are kebab-case',
      ],
    ],
    [
      'SQL that is built from strings',
      { 'dbmgr/a.ts': 'db.query(`SELECT ${name}`);\nsql.raw(name);' },
      [
        'dbmgr/a.ts:1 SQL built from strings; use parameters',
        'dbmgr/a.ts:2 SQL built from strings; use parameters',
      ],
    ],
    [
      'an end of the process outside cmd/',
      { 'web/a.ts': join2('process.ex', 'it(1);') },
      ['web/a.ts:1 ends the process; only cmd/ may'],
    ],
    [
      'open notes',
      { 'web/a.ts': join2('// TO', 'DO later') },
      ['web/a.ts:1 an open note; do it or say it in an issue'],
    ],
    [
      'a path of a machine',
      { 'web/a.ts': join2("const a = '/ho", "me/ann/notes/a';") },
      ["web/a.ts:1 a path of one person's machine"],
    ],
    [
      'A7: a value that a page shows unescaped',
      { 'web/a.eta': '<%~ it.name %>', 'web/a.ts': "render('a')" },
      [
        'web/a.eta:1 writes a value unescaped; review it and add it to the list in ' +
          'internal/tidy/markup.ts',
      ],
    ],
  ])('%s', (_name, files, expected) => {
    expect(faultsOf(files as Record<string, string>)).toEqual(expected);
  });

  test('a test that is switched off', () => {
    expect(faultsOf({ 'web/a.test.ts': join2('test.sk', "ip('x', () => {});") })).toContain(
      'web/a.test.ts:1 a test that is switched off, or switches others off',
    );
  });

  test('a dead file, and one that lives for tests alone', () => {
    const files = [
      sourceFile('web/dead.ts', ''),
      sourceFile('web/tested.ts', ''),
      sourceFile('web/a.test.ts', "import './tested.ts';"),
      sourceFile('web/page.eta', ''),
    ];
    expect(findFaults(projectOf(files)).map(presentFault)).toEqual([
      'web/dead.ts:1 dead: nothing imports it',
      'web/page.eta:1 dead: no page shows it',
      'web/tested.ts:1 dead: nothing but tests imports it',
    ]);
  });
});

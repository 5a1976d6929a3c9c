import { findCrossedBorders } from './borders.ts';
import { findImportCycles } from './cycles.ts';
import { findDeadFiles } from './dead-files.ts';
import type { Fault, Project, Rule } from './fault.ts';
import { findForbiddenLines } from './forbidden-lines.ts';
import { readImportGraph } from './import-graph.ts';
import { findRawMarkup } from './markup.ts';
import { findForbiddenNames } from './names.ts';
import { findStrayPackages } from './packages.ts';
import { findLongFolders, findOversize } from './sizes.ts';
import { readSourceFiles, type SourceFile } from './source-files.ts';
import { findForeignSql } from './sql-dialect.ts';
import { findBuiltSql } from './sql.ts';

/** The rules of the house by what they say. */
export const rules: Record<string, Rule> = {
  'borders are kept': findCrossedBorders,
  'no file imports itself, however far around': findImportCycles,
  'no file is dead': findDeadFiles,
  'packages are at home': findStrayPackages,
  'files, lines and folders are short': (project) => [
    ...findOversize(project),
    ...findLongFolders(project),
  ],
  'files have names that say something': findForbiddenNames,
  'nothing unfinished, switched off, mocked or private': findForbiddenLines,
  'nothing reaches a page unescaped': findRawMarkup,
  'no SQL is built from strings': findBuiltSql,
  'SQL is what MariaDB and MySQL both understand': findForeignSql,
};

export function readProject(root: string): Project {
  return projectOf(readSourceFiles(root));
}

export function projectOf(files: SourceFile[]): Project {
  return { files, graph: readImportGraph(files) };
}

/** Everything that breaks a rule, in the order of the files. */
export function findFaults(project: Project): Fault[] {
  return Object.values(rules)
    .flatMap((rule) => rule(project))
    .toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}

/** `web/start-web.ts:12 longer than 100 columns`, as editors and terminals link it. */
export function presentFault({ file, line, rule }: Fault): string {
  return `${file}:${line} ${rule}`;
}

import type { Fault, Project } from './fault.ts';
import { isCode, isTest } from './source-files.ts';

const rawCall = /\bsql\.raw\b/g;
/** A statement put together from pieces where it is handed to a driver. */
const builtCall = /\.(query|execute|run)\s*(?:<[^>]*>)?\(\s*(`[^`]*\$\{|['"`][^'"`]*['"`]\s*\+)/g;

/** Names of schemas and tables cannot be parameters; these files check or know them. */
const reviewed = new Set([
  'migrations/accounts.ts',
  'migrations/grants.ts',
  'migrations/migrate.ts',
  'migrations/schemas.ts',
  'migrations/seed.ts',
]);

/** No SQL is built from strings: values are parameters. */
export function findBuiltSql({ files }: Project): Fault[] {
  return files
    .filter(({ path }) => isCode(path) && !isTest(path) && !path.startsWith('internal/tidy/'))
    .filter(({ path }) => !reviewed.has(path))
    .flatMap(({ path, text }) =>
      [...text.matchAll(rawCall), ...text.matchAll(builtCall)].map((match) => ({
        file: path,
        line: text.slice(0, match.index).split('\n').length,
        rule: 'SQL built from strings; use parameters',
      })),
    );
}

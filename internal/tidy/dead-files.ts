import type { Fault, Project } from './fault.ts';
import { reachableFrom } from './import-graph.ts';
import { isCode, isTest, isTestSupport, type SourceFile } from './source-files.ts';

/** Files that something else than an import starts. */
function isRoot({ path }: SourceFile): boolean {
  return (
    /^cmd\/[^/]+$/.test(path) ||
    isTest(path) ||
    path === 'vitest.config.ts' ||
    path === 'internal/testing/global-setup.ts' ||
    path.endsWith('.d.ts') ||
    !path.includes('/')
  );
}

/** Code and templates that nothing leads to. */
export function findDeadFiles({ files, graph }: Project): Fault[] {
  const named = namedInText(files);
  const roots = files
    .filter((file) => isRoot(file) || named.has(file.path))
    .map(({ path }) => path);
  const alive = reachableFrom(graph, roots);
  const aliveWithoutTests = reachableFrom(
    graph,
    roots.filter((path) => !isTest(path)),
  );
  return files.flatMap(({ path }) => {
    if (path.endsWith('.eta') && !named.has(path)) return [dead(path, 'no page shows it')];
    if (!isCode(path)) return [];
    if (!alive.has(path)) return [dead(path, 'nothing imports it')];
    if (isTest(path) || isTestSupport(path) || isAboutTheProject(path)) return [];
    return aliveWithoutTests.has(path) ? [] : [dead(path, 'nothing but tests imports it')];
  });
}

/** What says how the project is to be, for tests to hold it to. */
function isAboutTheProject(path: string): boolean {
  return path.startsWith('internal/tidy/') || path.startsWith('internal/policy/matrix/');
}

function dead(file: string, why: string): Fault {
  return { file, line: 1, rule: `dead: ${why}` };
}

/**
 * Templates and browser modules by the name that templates and code call them: `/admins/list` for
 * web/admins/list.eta, `chat/chat-page` for web/static/chat/chat-page.js; and whatever is run by
 * the path that a document, an image or a script of package.json gives.
 */
function namedInText(files: SourceFile[]): Set<string> {
  const documents = files.filter(({ path }) => !isCode(path) && !/\.(eta|css|svg)$/.test(path));
  const callers = files.filter(
    ({ path }) => path.startsWith('web/') && (isCode(path) || path.endsWith('.eta')),
  );
  const quoted = new Set<string>();
  for (const { path, text } of callers) {
    if (isTest(path)) continue;
    for (const [, name] of text.matchAll(/['"`/]([\w./-]+)['"`]/g)) quoted.add(name!);
    for (const [, name] of text.matchAll(/['"`]([\w./-]+)['"`]/g)) quoted.add(name!);
  }
  return new Set(
    files
      .map(({ path }) => path)
      .filter((path) => {
        if (path.startsWith('web/static/')) {
          const name = path.slice('web/static/'.length);
          return quoted.has(name) || quoted.has(name.replace(/\.js$/, ''));
        }
        if (!path.endsWith('.eta')) return documents.some(({ text }) => text.includes(path));
        const name = path.slice('web/'.length, -'.eta'.length);
        return [name, `/${name}`, `./${name}`, `${name}.eta`].some((form) => quoted.has(form));
      }),
  );
}

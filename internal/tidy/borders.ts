import type { Fault, Project } from './fault.ts';
import { isTest, isTestSupport, topFolder } from './source-files.ts';

const processes = new Set([
  'web',
  'relay',
  'dbmgr',
  'files',
  'courier',
  'chat-bot',
  'mat-bot',
  'su',
]);

/** What one process may have of another: `su` is the operator's tool for dbmgr's database. */
const allowed: Record<string, string[]> = { su: ['dbmgr'] };

/** Process folders never import one another, and internal/ imports none of them. */
export function findCrossedBorders({ graph }: Project): Fault[] {
  return graph.imports.flatMap(({ from, to, kind, line }) => {
    if (kind !== 'file') return [];
    const fault = (rule: string): Fault[] => [{ file: from, line, rule }];
    const [source, target] = [topFolder(from), topFolder(to)];
    if (isTestSupport(to) && !isTest(from) && !isTestSupport(from) && !isShared(from)) {
      return fault(`imports ${to}: it is for tests`);
    }
    if (isTest(to) && !isTest(from)) return fault(`imports ${to}: a test`);
    if (isShared(from) || from.startsWith('test/')) return [];
    if (source === target || !processes.has(target)) return [];
    if (processes.has(source)) {
      if (allowed[source]?.includes(target)) return [];
      return fault(`imports ${to}: process folders never import one another`);
    }
    if (source === 'internal' || source === 'migrations') {
      return fault(`imports ${to}: ${source}/ imports no process`);
    }
    return [];
  });
}

/** What tests share starts whole processes, so it knows them all. */
function isShared(path: string): boolean {
  return path.startsWith('internal/testing/') || path === 'vitest.config.ts';
}

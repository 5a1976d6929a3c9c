import { posix } from 'node:path';
import { isCode, type SourceFile } from './source-files.ts';

/** One import, of a file of the project (`to` is its path) or of a package (`to` is its name). */
export type Import = { from: string; line: number; to: string; kind: 'file' | 'package' };

export type ImportGraph = { imports: Import[]; of: (path: string) => Import[] };

/** `from '…'`, `import '…'`, `import('…')`, types too, and `new URL('./…', import.meta.url)`. */
const specifier = new RegExp(
  [
    /\bfrom\s*['"]([^'"]+)['"]/,
    /\bimport\s*\(\s*['"]([^'"]+)['"]\s*\)/,
    /\bimport\s+['"]([^'"]+)['"]/,
    /new URL\(\s*['"](\.[^'"]+)['"],\s*import\.meta\.url/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

/** Static, dynamic and type imports of every code file. */
export function readImportGraph(files: SourceFile[]): ImportGraph {
  const imports = files.filter(({ path }) => isCode(path)).flatMap(importsOf);
  const byFile = Map.groupBy(imports, ({ from }) => from);
  return { imports, of: (path) => byFile.get(path) ?? [] };
}

function importsOf({ path, text }: SourceFile): Import[] {
  const code = blankComments(text);
  return [...code.matchAll(specifier)].flatMap((match): Import[] => {
    const target = match.slice(1).find((group) => group !== undefined) ?? '';
    if (target.startsWith('node:')) return [];
    const line = code.slice(0, match.index).split('\n').length;
    if (!target.startsWith('.'))
      return [{ from: path, line, to: packageName(target), kind: 'package' }];
    const to = posix.normalize(posix.join(posix.dirname(path), target));
    return [{ from: path, line, to, kind: 'file' }];
  });
}

function packageName(target: string): string {
  const parts = target.split('/');
  return target.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? target);
}

/** The same text with every comment's characters (line ends apart) turned to blanks. */
function blankComments(text: string): string {
  const tokens =
    /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\/\*[\s\S]*?\*\/|(?<=^|[\s;{}(),])\/\/[^\n]*/g;
  return text.replaceAll(tokens, (token) =>
    token.startsWith('/') ? token.replaceAll(/[^\n]/g, ' ') : token,
  );
}

/**
 * Groups of files that import one another in a circle (Tarjan, "Depth-first search and linear graph
 * algorithms", 1972), types included.
 */
export function findCycles(graph: ImportGraph): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const visit = (file: string): void => {
    order.set(file, order.size);
    low.set(file, order.get(file)!);
    stack.push(file);
    for (const { to, kind } of graph.of(file)) {
      if (kind !== 'file') continue;
      if (!order.has(to)) visit(to);
      if (stack.includes(to)) low.set(file, Math.min(low.get(file)!, low.get(to)!));
    }
    if (low.get(file) !== order.get(file)) return;
    const group = stack.splice(stack.indexOf(file));
    const importsItself = graph.of(file).some(({ to }) => to === file);
    if (group.length > 1 || importsItself) cycles.push(group);
  };
  for (const { from } of graph.imports) if (!order.has(from)) visit(from);
  return cycles;
}

/** Every file that can be reached from `roots`, the roots included. */
export function reachableFrom(graph: ImportGraph, roots: string[]): Set<string> {
  const reached = new Set<string>();
  const waiting = [...roots];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const { to, kind } of graph.of(file)) if (kind === 'file') waiting.push(to);
  }
  return reached;
}

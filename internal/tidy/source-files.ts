import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the project; `path` is relative to its root and has forward slashes. */
export type SourceFile = { path: string; text: string; lines: string[] };

const leftOut = new Set(['node_modules', '.git', '.natter', 'coverage', 'bench-results', 'packed']);
const textual = /\.(ts|mts|mjs|js|eta|css|svg|md|json|ya?ml|conf|sh)$|(^|\/)(Dockerfile|run)$/;

/** Every text file below `root` except what is installed, generated or private. */
export function readSourceFiles(root: string, folder = ''): SourceFile[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (leftOut.has(entry.name)) return [];
    if (entry.isDirectory()) return readSourceFiles(root, path);
    if (!entry.isFile() || !textual.test(path)) return [];
    return [sourceFile(path, readFileSync(join(root, path), 'utf8'))];
  });
}

export function sourceFile(path: string, text: string): SourceFile {
  return { path, text, lines: text.split('\n') };
}

/** TypeScript and JavaScript, the project's own. */
export function isCode(path: string): boolean {
  return /\.(ts|mts|mjs|js)$/.test(path);
}

export function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || path.startsWith('test/');
}

/** What tests of one process or of all share. */
export function isTestSupport(path: string): boolean {
  return path.includes('/testing/');
}

/** The first folder: for a process's files, the process. */
export function topFolder(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
}

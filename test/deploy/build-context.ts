import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, matchesGlob, relative } from 'node:path';

/** Folders that no pattern of the shipped file lets in; reading them would only take time. */
const unread = ['node_modules', '.git', '.natter'];

/**
 * The files that `docker build` would send, relative to `root`: the last pattern of `.dockerignore`
 * that matches a file or a folder above it decides (docs.docker.com, ".dockerignore files").
 */
export async function listBuildContext(root: string): Promise<string[]> {
  const patterns = readFileSync(join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ isIncluding: line.startsWith('!'), glob: line.replace(/^!/, '') }));
  const isSent = (file: string): boolean => {
    let isIn = true;
    for (const { isIncluding, glob } of patterns) {
      if (pathAndAbove(file).some((path) => matchesGlob(path, glob))) isIn = isIncluding;
    }
    return isIn;
  };
  return (await listFiles(root, root)).filter(isSent);
}

async function listFiles(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const lists = entries
    .filter((entry) => !unread.includes(entry.name))
    .map(async (entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? listFiles(root, path) : [relative(root, path)];
    });
  return (await Promise.all(lists)).flat();
}

function pathAndAbove(file: string): string[] {
  const above = dirname(file);
  return above === '.' ? [file] : [file, ...pathAndAbove(above)];
}

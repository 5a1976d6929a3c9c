import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The folders of an unpacked tree that may hold shared libraries. */
export async function libraryFolders(root: string): Promise<string[]> {
  const folders: string[] = [];
  for (const top of ['usr/lib', 'lib']) {
    const entries = await readdir(join(root, top), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.name.includes('-linux-gnu')) folders.push(join(root, top, entry.name));
    }
  }
  return folders;
}

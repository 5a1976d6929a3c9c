import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { objectFolders, objectKey } from '../../internal/objects/object-keys.ts';
import type { DiskPlace } from '../../internal/objects/store-place.ts';
import { away } from './away.ts';
import type { ObjectName, ObjectStore } from './object-store.ts';

const maxListed = 1000;
/**
 * Whoever uploads is cut off after 15 s without a byte: what was not written to for so long, nobody
 * ends, and while it lies there its address takes no other upload.
 */
const abandonedMs = 5 * 60_000;

/** Files on this machine's disk, where web serves them from. */
export function openDiskStore({ folder }: DiskPlace): ObjectStore {
  const pathOf = (name: ObjectName) => join(folder, objectKey(name.folder, name.id));
  const guarded = async <T>(work: () => Promise<T>, whenMissing?: T): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (isMissing && whenMissing !== undefined) return whenMissing;
      throw away(error);
    }
  };
  return {
    prepare: () =>
      guarded(async () => {
        for (const one of [...objectFolders, 'partial']) {
          await mkdir(join(folder, one), { recursive: true, mode: 0o700 });
        }
        await removeAbandoned(join(folder, 'partial'));
      }),
    async read(name, maxBytes) {
      const found = await guarded<Buffer | 'too large' | null>(async () => {
        await using file = await open(pathOf(name), 'r');
        const { size } = await file.stat();
        return size > maxBytes ? 'too large' : await file.readFile();
      }, null);
      return found ?? undefined;
    },
    write: (name, bytes) =>
      guarded(async () => {
        const partial = join(folder, 'partial', randomUUID());
        try {
          await using file = await open(partial, 'wx', 0o600);
          await file.writeFile(bytes);
          await file.sync();
          await rename(partial, pathOf(name));
        } catch (error) {
          await rm(partial, { force: true });
          throw error;
        }
      }),
    remove: (name) => guarded(() => rm(pathOf(name), { force: true })),
    listUploads: () =>
      guarded(async () => {
        const ids = await readdir(join(folder, 'uploads'));
        return ids.toSorted().slice(0, maxListed);
      }),
  };
}

/** What a process left behind that was killed while it wrote. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const facts = await stat(path).catch(() => undefined);
    if (facts && Date.now() - facts.mtimeMs > abandonedMs) await rm(path, { force: true });
  }
}

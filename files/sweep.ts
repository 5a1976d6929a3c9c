import { maxLeftovers } from '../internal/contract/attachments.ts';
import type { Client } from '../internal/contract/types.ts';
import { type ObjectFolder, objectFolders } from '../internal/objects/object-keys.ts';
import type { Log } from '../internal/log/log.ts';
import type { ObjectStore } from './store/object-store.ts';

export type SweepParts = {
  calls: Client<'files'>;
  store: ObjectStore;
  log: Log;
  now: () => Date;
};

/** Beyond this an upload is nobody's, whatever became of it. */
const uploadMs = 2 * 3_600_000;

/**
 * Removes what was given up, and uploads that were looked at and came once more. What cannot be
 * removed is logged and tried again with the next sweep; it keeps nothing else from being removed.
 */
export async function sweepStore(parts: SweepParts): Promise<void> {
  await parts.store.prepare();
  await removeGone(parts);
  await removeOldUploads(parts);
}

/** First from the store: what cannot be removed now is listed again. */
async function removeGone(parts: SweepParts): Promise<void> {
  const { calls } = parts;
  const failed = new Set<string>();
  for (;;) {
    const { ids } = await calls.attachments.listGone({});
    const untried = ids.filter((id) => !failed.has(id));
    const removed = await removeEach(parts, untried, objectFolders);
    for (const id of untried) if (!removed.includes(id)) failed.add(id);
    await calls.attachments.forgetGone({ ids: removed });
    if (removed.length === 0 || ids.length < maxLeftovers) return;
  }
}

async function removeOldUploads(parts: SweepParts): Promise<void> {
  const before = parts.now().getTime() - uploadMs;
  const ids = await parts.store.listUploads();
  await removeEach(
    parts,
    ids.filter((id) => madeAt(id) < before),
    ['uploads'],
  );
}

/** Answers which are in none of these folders any more. */
async function removeEach(
  { store, log }: SweepParts,
  ids: readonly string[],
  folders: readonly ObjectFolder[],
): Promise<string[]> {
  const removed: string[] = [];
  const errors: unknown[] = [];
  for (const id of ids) {
    try {
      for (const folder of folders) await store.remove({ folder, id });
      removed.push(id);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) {
    const facts = { err: errors[0], attachments: ids.filter((id) => !removed.includes(id)) };
    log.warn(facts, 'files that are left over could not be removed; tried again');
  }
  return removed;
}

/** The milliseconds that a UUID of version 7 begins with (RFC 9562, 5.7). */
function madeAt(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}

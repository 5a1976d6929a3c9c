import { maxLeftovers } from '../internal/contract/attachments.ts';
import type { Client } from '../internal/contract/types.ts';
import { objectFolders } from '../internal/objects/object-keys.ts';
import type { ObjectStore } from './store/object-store.ts';

export type SweepParts = { calls: Client<'files'>; store: ObjectStore; now: () => Date };

/** Beyond this an upload is nobody's, whatever became of it. */
const uploadMs = 2 * 3_600_000;

/** Removes what was given up, and uploads that were looked at and came once more. */
export async function sweepStore(parts: SweepParts): Promise<void> {
  await parts.store.prepare();
  await removeGone(parts);
  await removeOldUploads(parts);
}

/** First from the store: what cannot be removed now is listed again. */
async function removeGone({ calls, store }: SweepParts): Promise<void> {
  for (;;) {
    const { ids } = await calls.attachments.listGone({});
    for (const id of ids) {
      for (const folder of objectFolders) await store.remove({ folder, id });
    }
    await calls.attachments.forgetGone({ ids });
    if (ids.length < maxLeftovers) return;
  }
}

async function removeOldUploads({ store, now }: SweepParts): Promise<void> {
  const before = now().getTime() - uploadMs;
  for (const id of await store.listUploads()) {
    if (madeAt(id) < before) await store.remove({ folder: 'uploads', id });
  }
}

/** The milliseconds that a UUID of version 7 begins with (RFC 9562, 5.7). */
function madeAt(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}

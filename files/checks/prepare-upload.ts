import type { Attachment, RefusalReason } from '../../internal/contract/attachments.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { CallContext, Client } from '../../internal/contract/types.ts';
import type { Log } from '../../internal/log/log.ts';
import { type ObjectFolder, objectFolders } from '../../internal/objects/object-keys.ts';
import { failpoint } from '../../internal/process/failpoint.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { type Clean, lookAt } from './look-at.ts';
import type { Turns } from './turns.ts';

export type PrepareParts = {
  calls: Client<'files'>;
  store: ObjectStore;
  turns: Turns;
  log: Log;
};

/** Looks at an upload for whoever acts and answers what it is. */
export type Prepare = (id: string, as: CallContext) => Promise<{ content_type: string }>;

const refusals: Record<RefusalReason, string> = {
  wrong_size: 'What was uploaded is not as long as was said. Upload the file again.',
  unreadable_image: 'The picture cannot be read. It was not sent; try it in another format.',
  too_many_pixels: 'The picture has more than 50 million pixels. Make it smaller, then send it.',
  grew_too_large: 'The picture is too large once it is drawn anew. Make it smaller, then send it.',
};

/** The same upload is looked at once, however many ask meanwhile. */
export function createPrepare(parts: PrepareParts): Prepare {
  const running = new Map<string, Promise<{ content_type: string }>>();
  return async (id, as) => {
    const upload = await parts.calls.attachments.readUpload({ id }, as);
    if (upload.state === 'refused') throw refused(upload.reason as RefusalReason);
    if (upload.state !== 'waiting') return { content_type: upload.content_type };
    const known = running.get(id);
    if (known) return known;
    const work = parts.turns
      .take(upload.owner, () => settle(parts, upload))
      .finally(() => running.delete(id));
    running.set(id, work);
    return work;
  };
}

async function settle(parts: PrepareParts, upload: Attachment): Promise<{ content_type: string }> {
  const { calls, store } = parts;
  const { id, size } = upload;
  const bytes = await store.read({ folder: 'uploads', id }, size);
  if (bytes === undefined) {
    throw new AppError('conflict', 'The file has not arrived. Upload it, then send it.');
  }
  const found = await lookAt(bytes, size);
  if (typeof found === 'string') return refuse(parts, id, found);
  await keep(store, id, found);
  await failpoint('files.beforeReady');
  const { width, height } = found.picture ?? {};
  try {
    await calls.attachments.markReady({
      id,
      content_type: found.contentType,
      size: found.bytes.length,
      ...(width !== undefined && { width, height }),
      has_thumbnail: found.picture !== undefined,
    });
  } catch (error) {
    const code = error instanceof AppError ? error.code : undefined;
    if (code === 'too_large') return refuse(parts, id, 'grew_too_large');
    // It was taken back or swept meanwhile: nobody would remove it a second time.
    if (code === 'not_found') await removeAll(parts, id);
    throw error;
  }
  await remove(parts, 'uploads', id);
  return { content_type: found.contentType };
}

/** Whatever of it cannot be removed now goes when it is swept. */
async function refuse(parts: PrepareParts, id: string, reason: RefusalReason): Promise<never> {
  await parts.calls.attachments.markRefused({ id, reason });
  for (const folder of objectFolders) await remove(parts, folder, id);
  throw refused(reason);
}

async function keep(store: ObjectStore, id: string, found: Clean): Promise<void> {
  await store.write({ folder: 'files', id }, found.bytes, found.contentType);
  if (!found.picture) return;
  await store.write({ folder: 'thumbnails', id }, found.picture.thumbnail, 'image/webp');
}

async function removeAll({ store }: PrepareParts, id: string): Promise<void> {
  for (const folder of objectFolders) await store.remove({ folder, id });
}

/** If it stays, it is swept. */
async function remove(
  { store, log }: PrepareParts,
  folder: ObjectFolder,
  id: string,
): Promise<void> {
  try {
    await store.remove({ folder, id });
  } catch (error) {
    log.warn({ err: error, attachment: id }, 'a file stays until it is swept');
  }
}

function refused(reason: RefusalReason): AppError {
  return new AppError('invalid', refusals[reason]);
}

import type { RefusalReason } from '../../internal/contract/attachments.ts';
import type { attachments } from '../../internal/contract/attachments.ts';
import type { InputOf } from '../../internal/contract/types.ts';
import { type AttachmentLimits, refuseSize } from '../../internal/policy/attachments.ts';
import type { Context } from '../context.ts';
import { transact } from '../database/transact.ts';
import { enforce } from '../refuse.ts';
import { noSuchFile } from './find-attachment.ts';
import { addOrgBytes } from './org-bytes.ts';
import type { AttachmentState } from './tables.ts';

type Found = InputOf<typeof attachments.operations.markReady>;

/** Settles what waits; told twice it stays as it was settled first. */
export async function markReady(
  context: Context,
  { id, ...found }: Found,
  limits: AttachmentLimits,
): Promise<void> {
  enforce(refuseSize(found.size, limits));
  const checked = { ...found, state: 'ready' as const, checked_at: context.now() };
  await settle(context, id, checked, ['ready', 'sent']);
}

export async function markRefused(
  context: Context,
  id: string,
  reason: RefusalReason,
): Promise<void> {
  const checked = { reason, state: 'refused' as const, checked_at: context.now() };
  await settle(context, id, checked, ['refused']);
}

async function settle(
  { db }: Context,
  id: string,
  changes: { size?: number; state: AttachmentState },
  settledStates: readonly string[],
): Promise<void> {
  await transact(db, async (tx) => {
    const row = await tx
      .selectFrom('attachments')
      .select(['state', 'org_id', 'size'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (row?.state === 'waiting') {
      await tx.updateTable('attachments').set(changes).where('id', '=', id).execute();
      await addOrgBytes(tx, row.org_id, (changes.size ?? row.size) - row.size);
    } else if (!row || !settledStates.includes(row.state)) throw noSuchFile();
  });
}

import type { RefusalReason } from '../../internal/contract/attachments.ts';
import type { attachments } from '../../internal/contract/attachments.ts';
import type { InputOf } from '../../internal/contract/types.ts';
import { type AttachmentLimits, refuseSize } from '../../internal/policy/attachments.ts';
import type { Context } from '../context.ts';
import { retryContention } from '../database/transact.ts';
import { enforce } from '../refuse.ts';
import { noSuchFile } from './find-attachment.ts';

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
  changes: object,
  settledStates: readonly string[],
): Promise<void> {
  const { numUpdatedRows } = await retryContention(() =>
    db
      .updateTable('attachments')
      .set(changes)
      .where('id', '=', id)
      .where('state', '=', 'waiting')
      .executeTakeFirst(),
  );
  if (numUpdatedRows > 0n) return;
  const row = await db
    .selectFrom('attachments')
    .select('state')
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row || !settledStates.includes(row.state)) throw noSuchFile();
}

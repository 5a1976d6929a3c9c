import { refuseDeleting } from '../../internal/policy/message-changes.ts';
import { recordAudit } from '../audit/perform.ts';
import { letGoOfMessage } from '../attachments/let-go.ts';
import type { Context } from '../context.ts';
import { enforce } from '../refuse.ts';
import { changeMessage, type HeldMessage, type OneMessage, readVersioned } from './hold-message.ts';
import { tellChange } from './tell-change.ts';

/** Leaves a tombstone: who wrote it and when stays, what it said is gone, its history too. */
export function deleteMessage(context: Context, where: OneMessage) {
  return changeMessage(context, where, async (held) => {
    const { tx, log, row, facts, actor, setting, seq } = held;
    enforce(refuseDeleting(actor, setting, facts));
    if (row && !row.deleted_at) {
      await emptyMessage(held);
      await tellChange(context, held, { what: 'deleted' });
      if (row.sender_id !== actor.id) {
        const detail = `message ${seq} of ${row.sender_name}`;
        await recordAudit(tx, context, actor, { target: { id: log.id, name: 'a team' }, detail });
      }
    }
    return readVersioned(tx, log.id, seq);
  });
}

async function emptyMessage({ tx, log, seq, at }: HeldMessage): Promise<void> {
  for (const table of ['revisions', 'reactions', 'pins'] as const) {
    await tx.deleteFrom(table).where('channel_id', '=', log.id).where('seq', '=', seq).execute();
  }
  await letGoOfMessage(tx, log.id, seq);
  await tx
    .updateTable('messages')
    .set({ body: '', deleted_at: at })
    .where('channel_id', '=', log.id)
    .where('seq', '=', seq)
    .execute();
}

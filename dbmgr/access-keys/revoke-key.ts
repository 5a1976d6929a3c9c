import { publishEvent } from '../../internal/bus/events.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { performAct } from '../audit/perform.ts';
import type { Context } from '../context.ts';

/**
 * Ends a key of the acting person's, its login and what runs on it, sockets included. A second wish
 * changes nothing; other people's keys do not exist.
 */
export function revokeKey(
  context: Context,
  { id }: { id: string },
): Promise<Record<string, never>> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    const now = context.now();
    const row = await tx
      .selectFrom('access_keys')
      .where('id', '=', id)
      .where('person_id', '=', actor.id)
      .select(['name', 'login_id', 'revoked_at'])
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw new AppError('not_found', 'There is no such key.');
    note.target = { id, name: row.name };
    note.silent = row.revoked_at !== null;
    if (note.silent) return {};
    await tx.updateTable('access_keys').set({ revoked_at: now }).where('id', '=', id).execute();
    await tx
      .updateTable('logins')
      .set({ ended_at: now })
      .where('id', '=', row.login_id)
      .where('ended_at', 'is', null)
      .execute();
    afterCommit(() =>
      publishEvent(context.bus, 'logins', 'loginsEnded', actor.id, {
        person: actor.id,
        logins: [row.login_id],
        reason: 'key_revoked',
      }),
    );
    return {};
  });
}

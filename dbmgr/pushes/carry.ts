import { sql, type UpdateObject } from 'kysely';
import { AppError } from '../../internal/contract/errors.ts';
import type { ClaimedPush, PushNote } from '../../internal/contract/pushes.ts';
import { leaseMs, pushPauseMs } from '../../internal/policy/deliveries.ts';
import type { Context } from '../context.ts';
import type { Tables } from '../database/tables.ts';
import { transact, type Transaction } from '../database/transact.ts';
import { isLive } from '../logins/is-live.ts';

/**
 * What is due and still news, for browsers whose sign-in lives: of each organisation in turn, and
 * what was never tried first.
 */
export function claimPushes(context: Context, limit: number): Promise<ClaimedPush[]> {
  const now = context.now();
  return transact(context.db, async (tx) => {
    const next = await duePushes(tx, now)
      .select('id')
      .orderBy(sql`row_number() over (partition by org_id order by tries, due_at)`)
      .orderBy('due_at')
      .limit(limit)
      .execute();
    if (next.length === 0) return [];
    const ids = next.map(({ id }) => id);
    const rows = await duePushes(tx, now)
      .where('id', 'in', ids)
      .select(['id', 'subscription_id', 'note', 'tries', 'ends_at'])
      .forUpdate()
      .skipLocked()
      .execute();
    if (rows.length === 0) return [];
    const devices = await tx
      .selectFrom('push_subscriptions')
      .innerJoin('logins', 'logins.id', 'push_subscriptions.login_id')
      .innerJoin('people', 'people.id', 'push_subscriptions.person_id')
      .where(
        'push_subscriptions.id',
        'in',
        rows.map((row) => row.subscription_id),
      )
      .where(isLive(now))
      .select(['push_subscriptions.id', 'endpoint', 'p256dh', 'auth'])
      .execute();
    const byId = new Map(devices.map((device) => [device.id, device]));
    const late = rows.filter((row) => row.ends_at <= now);
    const news = rows.filter((row) => row.ends_at > now);
    const [gone, due] = [[] as typeof rows, [] as typeof rows];
    for (const row of news) (byId.has(row.subscription_id) ? due : gone).push(row);
    await change(tx, late, { state: 'late', ended_at: now });
    await change(tx, gone, { state: 'gone', ended_at: now });
    const lease = new Date(now.getTime() + leaseMs);
    await change(tx, due, { tries: sql<number>`tries + 1`, due_at: lease });
    const lost = rows.map((row) => row.subscription_id).filter((id) => !byId.has(id));
    await forgetDevices(tx, lost);
    return due.map((row) => {
      const { id: _, ...keys } = byId.get(row.subscription_id)!;
      const ttl_s = Math.max(1, Math.round((row.ends_at.getTime() - now.getTime()) / 1000));
      const note = JSON.parse(row.note) as PushNote;
      return { id: row.id, ...keys, note, ttl_s, tries: row.tries + 1 };
    });
  });
}

function duePushes(tx: Transaction, now: Date) {
  return tx.selectFrom('pushes').where('state', '=', 'waiting').where('due_at', '<=', now);
}

async function change(
  tx: Transaction,
  rows: readonly { id: string }[],
  changes: UpdateObject<Tables, 'pushes'>,
): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  await tx.updateTable('pushes').set(changes).where('id', 'in', ids).execute();
}

type Settled = {
  id: string;
  outcome: 'sent' | 'later' | 'dead' | 'gone';
  failure?: string | undefined;
};

export async function settlePush(
  context: Context,
  { id, outcome, failure }: Settled,
): Promise<void> {
  const now = context.now();
  await transact(context.db, async (tx) => {
    const row = await tx
      .selectFrom('pushes')
      .where('id', '=', id)
      .select(['subscription_id', 'tries'])
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw new AppError('not_found', 'There is no such push.');
    const again = new Date(now.getTime() + pushPauseMs(row.tries));
    const changes = outcome === 'later' ? { due_at: again } : { state: outcome, ended_at: now };
    await tx
      .updateTable('pushes')
      .set({ ...changes, failure: failure ?? null })
      .where('id', '=', id)
      .execute();
    if (outcome === 'gone') await forgetDevices(tx, [row.subscription_id]);
  });
}

async function forgetDevices(tx: Transaction, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.deleteFrom('push_subscriptions').where('id', 'in', ids).execute();
}

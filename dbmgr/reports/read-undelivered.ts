import type { Dashboard } from '../../internal/contract/reports.ts';
import type { Database } from '../database/open-database.ts';

const shownMs = 7 * 24 * 3_600_000;
const maxShown = 20;

/** Mails of the organisation that were given up within the last seven days, the latest first. */
export async function readUndelivered(
  db: Database,
  org: string,
  now: Date,
): Promise<Dashboard['undelivered']> {
  const rows = await db
    .selectFrom('mails')
    .where('org_id', '=', org)
    .where('state', '=', 'dead')
    .where('ended_at', '>', new Date(now.getTime() - shownMs))
    .select(['id', 'recipient', 'subject', 'failure', 'made_at', 'ended_at'])
    .orderBy('ended_at', 'desc')
    .orderBy('id', 'desc')
    .limit(maxShown)
    .execute();
  return rows.map(({ id, recipient, subject, failure, made_at, ended_at }) => ({
    id,
    recipient,
    subject,
    at: (ended_at ?? made_at).toISOString(),
    reason: failure ?? '',
  }));
}

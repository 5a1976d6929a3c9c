import { v7 as uuid } from 'uuid';
import type { PushNote } from '../../internal/contract/pushes.ts';
import type { Transaction } from '../database/transact.ts';

export type Push = { org: string; people: readonly string[]; note: PushNote; at: Date };

/** Who has not looked by then has looked otherwise. */
const newsMs = 10 * 60_000;

/** One for each browser of these people, carried after the commit. Answers how many. */
export async function writePushes(
  tx: Transaction,
  { org, people, note, at }: Push,
): Promise<number> {
  if (people.length === 0) return 0;
  const devices = await tx
    .selectFrom('push_subscriptions')
    .where('org_id', '=', org)
    .where('person_id', 'in', people)
    .select('id')
    .execute();
  if (devices.length === 0) return 0;
  const rows = devices.map(({ id }) => ({
    id: uuid(),
    org_id: org,
    subscription_id: id,
    note: JSON.stringify(note),
    state: 'waiting' as const,
    made_at: at,
    due_at: at,
    ends_at: new Date(at.getTime() + newsMs),
    ended_at: null,
    failure: null,
  }));
  await tx.insertInto('pushes').values(rows).execute();
  return rows.length;
}

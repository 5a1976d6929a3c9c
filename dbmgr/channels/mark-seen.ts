import { sql } from 'kysely';
import type { Context } from '../context.ts';
import { asId } from '../database/as-id.ts';
import { refuseScope } from '../../internal/policy/scopes.ts';
import { parseScopes } from '../logins/scopes.ts';
import { transact } from '../database/transact.ts';
import { isLive } from '../logins/is-live.ts';

export type SeenMark = { login: string; channel_id: string; seq: number };

/** Marks of dead logins, of strangers to the channel and beyond its head change nothing. */
export async function markSeen(context: Context, marks: readonly SeenMark[]): Promise<void> {
  const people = await readPeople(context, [...new Set(marks.map((mark) => mark.login))]);
  const furthest = new Map<string, { channel: string; person: string; seq: number }>();
  for (const mark of marks) {
    const person = people.get(mark.login);
    if (person === undefined) continue;
    const key = `${mark.channel_id} ${person}`;
    const seq = Math.max(mark.seq, furthest.get(key)?.seq ?? 0);
    furthest.set(key, { channel: mark.channel_id, person, seq });
  }
  if (furthest.size === 0) return;
  // By channel, then by person: rows are locked in this order.
  const inOrder = [...furthest].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, mark]) => mark);
  const rows = inOrder.map(
    ({ channel, person, seq }) =>
      sql`select ${asId(channel)} as channel, ${asId(person)} as person, ${seq} as seq`,
  );
  await transact(context.db, (tx) =>
    sql`update (${sql.join(rows, sql` union all `)}) marks
      straight_join channels on channels.id = marks.channel
      straight_join members on members.channel_id = marks.channel
        and members.person_id = marks.person
      set members.seen_seq = greatest(members.seen_seq, least(marks.seq, channels.head))`.execute(
      tx,
    ),
  );
}

/** Login → person, of those that live and may write: the others see how far somebody has read. */
async function readPeople(context: Context, logins: string[]): Promise<Map<string, string>> {
  if (logins.length === 0) return new Map();
  const rows = await context.db
    .selectFrom('logins')
    .innerJoin('people', 'people.id', 'logins.person_id')
    .where('logins.id', 'in', logins)
    .where(isLive(context.now()))
    .select(['logins.id', 'logins.scopes', 'people.id as person'])
    .execute();
  const allowed = rows.filter(({ scopes }) => !refuseScope(parseScopes(scopes), 'messages:write'));
  return new Map(allowed.map((row) => [row.id, row.person]));
}

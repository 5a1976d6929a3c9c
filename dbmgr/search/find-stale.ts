import { sql } from 'kysely';
import type { Database } from '../database/open-database.ts';

export type StaleChannel = { id: string; org: string };

export type Stale = {
  channels: StaleChannel[];
  /** When it was looked, by the database's clock. */
  at: Date;
  /** Since when the longest waiting of them has been waiting at most, in seconds. */
  lagSeconds: number;
};

/**
 * Channels of teams, threads and conversations whose log is longer than what has been indexed of
 * it, those that changed since then; all of them for null. At most `limit`, the longest waiting
 * first.
 */
export async function findStale(db: Database, since: Date | null, limit: number): Promise<Stale> {
  const { at } = (await sql<{ at: Date }>`select now(3) as at`.execute(db)).rows[0]!;
  let query = db
    .selectFrom('channels')
    .leftJoin('search_positions', 'search_positions.channel_id', 'channels.id')
    .where('channels.kind', 'in', ['team', 'direct', 'conversation'])
    .where((eb) => eb('channels.head', '>', eb.fn.coalesce('search_positions.seq', sql<number>`0`)))
    .select(['channels.id', 'channels.org_id as org', 'channels.changed_at'])
    .orderBy('channels.changed_at')
    .limit(limit);
  if (since) query = query.where('channels.changed_at', '>', since);
  const rows = await query.execute();
  const oldest = rows[0]?.changed_at ?? at;
  return {
    channels: rows.map(({ id, org }) => ({ id, org })),
    at,
    lagSeconds: Math.max(0, (at.getTime() - oldest.getTime()) / 1000),
  };
}

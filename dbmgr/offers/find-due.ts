import { sql } from 'kysely';
import type { Database } from '../database/open-database.ts';

/** What there is to do: mostly nothing, and one statement tells. */
export type Due = { offers: boolean; holds: boolean; invitations: boolean; agents: boolean };

/**
 * Offers, holds and invitations whose time is over, and agents at work, who may have been lost.
 */
export async function findDue(parts: { db: Database; now: () => Date }): Promise<Due> {
  const now = parts.now();
  const { rows } = await sql<Record<keyof Due, number>>`select
    exists (select 1 from conversations where state = 'offered' and offer_ends_at <= ${now})
      as offers,
    exists (select 1 from conversations where state = 'on_hold' and held_until <= ${now})
      as holds,
    exists (select 1 from invitations
      where pending_visitor_id is not null and ends_at <= ${now}) as invitations,
    exists (select 1 from channels
      join members on members.channel_id = channels.id
      join desks on desks.person_id = members.person_id
      where channels.kind = 'waiting_list' and desks.seen_at is not null)
      or exists (select 1 from conversations
        where state = 'open' and owner_kind = 'agent') as agents`.execute(parts.db);
  const found = rows[0]!;
  return {
    offers: found.offers === 1,
    holds: found.holds === 1,
    invitations: found.invitations === 1,
    agents: found.agents === 1,
  };
}

import type { Kysely, Selectable } from 'kysely';
import type { Ban } from '../../internal/contract/bans.ts';
import type { Tables } from '../database/tables.ts';
import type { BansTable } from './tables.ts';

export function selectBans(db: Kysely<Tables>, org: string) {
  return db.selectFrom('bans').where('org_id', '=', org).selectAll();
}

export function presentBan(row: Selectable<BansTable>, now: Date): Ban {
  const isOver = row.until <= now;
  return {
    id: row.id,
    guest: { id: row.person_id, name: row.name },
    address: row.address_group,
    reason: row.reason,
    state: row.lifted_at !== null ? 'lifted' : isOver ? 'over' : 'on',
    made_by: row.made_by_name,
    made_at: row.made_at.toISOString(),
    until: row.until.toISOString(),
    lifted_at: row.lifted_at?.toISOString() ?? null,
  };
}

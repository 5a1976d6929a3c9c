import type { Kysely } from 'kysely';
import { isOpen, nextOpening } from '../../internal/policy/opening-hours.ts';
import type { Tables } from '../database/tables.ts';
import type { Transaction } from '../database/transact.ts';
import { readSettings } from '../organisations/read-settings.ts';
import { areAgentsOnline } from './waiting-entries.ts';

/** Whether anybody is there, and while it is closed when it opens next. */
export type Staffing = { agents_online: boolean; next_opening?: string };

export async function readStaffing(tx: Transaction, org: string, now: Date): Promise<Staffing> {
  const agents_online = await areAgentsOnline(tx, org);
  const next_opening = (await readNextOpening(tx, org, now)) ?? undefined;
  return { agents_online, next_opening };
}

/** Null while it is open, or when nobody can say. */
export async function readNextOpening(
  db: Kysely<Tables>,
  org: string,
  now: Date,
): Promise<string | null> {
  const { hours } = await readSettings(db, org);
  if (isOpen(hours, now)) return null;
  return nextOpening(hours, now)?.toISOString() ?? null;
}

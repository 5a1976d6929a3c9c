import { isOpen, nextOpening } from '../../internal/policy/opening-hours.ts';
import type { Transaction } from '../database/transact.ts';
import { readSettings } from '../organisations/read-settings.ts';
import { areAgentsOnline } from './waiting-entries.ts';

/** Whether anybody is there, and while it is closed when it opens next. */
export type Staffing = { agents_online: boolean; next_opening?: string };

export async function readStaffing(tx: Transaction, org: string, now: Date): Promise<Staffing> {
  const agents_online = await areAgentsOnline(tx, org);
  const { hours } = await readSettings(tx, org);
  if (isOpen(hours, now)) return { agents_online };
  return { agents_online, next_opening: nextOpening(hours, now)?.toISOString() };
}

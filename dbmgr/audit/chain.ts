import { createHash } from 'node:crypto';
import type { AuditTable } from './tables.ts';

/** An entry without what the database gives it. */
export type ChainedEntry = Omit<AuditTable, 'id' | 'hash'>;

/**
 * The hash of an entry covers the hash of the one before, so none can be changed, taken out or put
 * between without breaking all that follow. Fields are joined as a JSON array: none can pretend to
 * be another.
 */
export function hashEntry(entry: ChainedEntry): string {
  const fields = [
    entry.previous_hash,
    entry.org_id,
    entry.at.toISOString(),
    entry.actor_id,
    entry.actor,
    entry.actor_role,
    entry.address,
    entry.action,
    entry.target_id,
    entry.target,
    entry.outcome,
    entry.detail,
    entry.request_id,
  ];
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}

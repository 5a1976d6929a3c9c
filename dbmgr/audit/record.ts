import type { Role } from '../../internal/contract/people.ts';
import { unprintable } from '../../internal/contract/people.ts';
import type { Transaction } from '../database/transact.ts';
import { hashEntry } from './chain.ts';
import type { AuditTable } from './tables.ts';

/** Something somebody did, or was refused. */
export type Act = {
  at: Date;
  org: string;
  actor: {
    id: string | null;
    name: string;
    email?: string | null;
    role: Role | 'operator' | 'system';
  };
  /** Network address, or `shell`. */
  address: string;
  /** `admins.addAdmin`, `su.passwd`, … */
  action: string;
  target?: { id: string; name: string };
  outcome: AuditTable['outcome'];
  detail?: string;
  requestId?: string;
};

const everyUnprintable = new RegExp(unprintable.source, 'gu');

/**
 * Appends an entry to the audit log, in the transaction of the act itself. Call it last: it locks
 * the end of the chain until the transaction ends.
 */
export async function recordAct(tx: Transaction, act: Act): Promise<void> {
  const head = await tx
    .selectFrom('audit_heads')
    .where('only_row', '=', 1)
    .select('hash')
    .forUpdate()
    .executeTakeFirstOrThrow();
  const entry = {
    org_id: act.org,
    at: act.at,
    actor_id: act.actor.id,
    actor: clean(nameWithEmail(act.actor), 600),
    actor_role: act.actor.role,
    address: clean(act.address, 45),
    action: clean(act.action, 64),
    target_id: act.target?.id ?? null,
    target: clean(act.target?.name ?? '', 600),
    outcome: act.outcome,
    detail: clean(act.detail ?? '', 1000),
    request_id: act.requestId ?? null,
    previous_hash: head.hash,
  };
  const hash = hashEntry(entry);
  const { insertId } = await tx
    .insertInto('audit')
    .values({ ...entry, hash })
    .executeTakeFirstOrThrow();
  await tx
    .updateTable('audit_heads')
    .set({ entry_id: Number(insertId), hash })
    .where('only_row', '=', 1)
    .execute();
}

/** `Ada <ada@example.org>`: names alone are not unique. */
export function nameWithEmail(person: { name: string; email?: string | null }): string {
  return person.email ? `${person.name} <${person.email}>` : person.name;
}

/** One line of visible text: nothing in it can start another line or turn the reading around. */
function clean(text: string, maxLength: number): string {
  const visible = text.toWellFormed().replaceAll(everyUnprintable, '\ufffd');
  return [...visible].slice(0, maxLength).join('');
}

import type { Role } from '../../internal/contract/people.ts';
import {
  managesEverywhere,
  mayManage,
  refuseStale,
  refuseTarget,
} from '../../internal/policy/staff.ts';
import type { Note } from '../audit/perform.ts';
import { nameWithEmail } from '../audit/record.ts';
import type { Transaction } from '../database/transact.ts';
import { enforce } from '../refuse.ts';
import type { Managed } from '../../internal/policy/staff.ts';
import type { Actor } from './read-actor.ts';

export type StaffTarget = {
  id: string;
  org: string;
  role: Role;
  active: boolean;
  version: number;
};

/**
 * The admin or agent that `actor` wants to change, on a locked row. Throws as the policy says; what
 * the entry of the audit log calls them is noted first.
 */
export async function findTarget(
  tx: Transaction,
  actor: Actor,
  managed: Managed,
  wanted: { id: string; version?: number },
  note: Note,
): Promise<StaffTarget> {
  const row = await tx
    .selectFrom('people')
    .where('id', '=', wanted.id)
    .select(['id', 'org_id', 'role', 'name', 'email', 'active', 'version'])
    .forUpdate()
    .executeTakeFirst();
  // Whoever is refused learns no name of elsewhere by the audit log either.
  const isTheirs = managesEverywhere(managed) && mayManage(actor.role, managed);
  const mayName = row?.org_id === actor.org || isTheirs;
  note.target = { id: wanted.id, name: row && mayName ? nameWithEmail(row) : '' };
  const target = row && { ...row, org: row.org_id, active: row.active === 1 };
  enforce(refuseTarget(actor, managed, target));
  if (!target) throw new Error('the policy let a missing person through');
  enforce(refuseStale(target.version, wanted.version));
  return target;
}

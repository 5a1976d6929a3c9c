import type { StaffMember } from '../../internal/contract/staff.ts';
import { type Managed, maxStaff, refuseManaging } from '../../internal/policy/staff.ts';
import { performLook } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { enforce } from '../refuse.ts';

/** All admins, or all agents, of the acting person's organisation, by name. */
export async function listStaff(
  context: Context,
  managed: Managed,
): Promise<{ people: StaffMember[] }> {
  return performLook(context, async (db, actor) => {
    enforce(refuseManaging(actor.role, managed));
    const rows = await db
      .selectFrom('people')
      .where('org_id', '=', actor.org)
      .where('role', '=', managed)
      .select(['id', 'name', 'email', 'active', 'online', 'seat_limit', 'version'])
      .select(['added_at', 'last_login_at'])
      .orderBy('name')
      .orderBy('id')
      .limit(maxStaff)
      .execute();
    const people = rows.map((row) => ({
      id: row.id,
      name: row.name,
      email: row.email ?? '',
      active: row.active === 1,
      online: row.online === 1,
      limit: row.seat_limit,
      version: row.version,
      added_at: row.added_at.toISOString(),
      last_login_at: row.last_login_at?.toISOString() ?? null,
    }));
    return { people };
  });
}

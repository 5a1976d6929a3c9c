import type { Member } from '../../internal/contract/accounts.ts';
import { refuseManaging } from '../../internal/policy/staff.ts';
import { performLook } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { enforce } from '../refuse.ts';

type Wish = { filter?: string | undefined; before?: string | undefined; limit: number };

/** The acting admin's members, newest first; each word of the filter is in one of their names. */
export function listMembers(
  context: Context,
  { filter = '', before, limit }: Wish,
): Promise<{ members: Member[]; more: boolean }> {
  return performLook(context, async (db, actor) => {
    enforce(refuseManaging(actor.role, 'member'));
    let query = db
      .selectFrom('people')
      .where('org_id', '=', actor.org)
      .where('role', '=', 'member')
      .select(['id', 'name', 'nick', 'email', 'active', 'version', 'added_at', 'last_login_at'])
      .orderBy('id', 'desc')
      .limit(limit + 1);
    if (before !== undefined) query = query.where('id', '<', before);
    for (const word of filter.toLowerCase().split(/\s+/).filter(Boolean)) {
      const pattern = `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
      query = query.where((eb) =>
        eb.or(
          (['name', 'nick', 'email'] as const).map((column) =>
            eb(eb.fn<string>('lower', [column]), 'like', pattern),
          ),
        ),
      );
    }
    const rows = await query.execute();
    const members = rows.slice(0, limit).map((row) => ({
      id: row.id,
      name: row.name,
      nick: row.nick,
      email: row.email ?? '',
      active: row.active === 1,
      version: row.version,
      added_at: row.added_at.toISOString(),
      last_login_at: row.last_login_at?.toISOString() ?? null,
    }));
    return { members, more: rows.length > limit };
  });
}

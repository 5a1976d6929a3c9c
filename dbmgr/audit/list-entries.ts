import type { Features } from '../../internal/contract/features.ts';
import type { InputOf, OutputOf } from '../../internal/contract/types.ts';
import { refuseReadingAudit } from '../../internal/policy/audit.ts';
import type { Context } from '../context.ts';
import type { Database } from '../database/open-database.ts';
import { enforce } from '../refuse.ts';
import { hashEntry } from './chain.ts';
import { performLook } from './perform.ts';
import type { AuditTable } from './tables.ts';

type Operation = Features['audit']['operations']['listEntries'];
type Input = InputOf<Operation>;
type Row = Omit<AuditTable, 'id'> & { id: number; hash_before: string | null };

/**
 * The newest entries of the acting super admin's organisation, and whether they still are what was
 * written: each has the hash of its fields and follows the entry before it, and none is missing at
 * the end.
 */
export async function listEntries(context: Context, input: Input): Promise<OutputOf<Operation>> {
  return performLook(context, async (db, actor) => {
    enforce(refuseReadingAudit(actor.role));
    const rows = await readRows(db, actor.org, input);
    const endIsIntact = await isEndIntact(db);
    return { entries: rows.map(present), intact: endIsIntact && rows.every(isIntact) };
  });
}

async function readRows(db: Database, org: string, input: Input): Promise<Row[]> {
  let query = db
    .selectFrom('audit')
    .where('org_id', '=', org)
    .selectAll()
    .select((eb) =>
      eb
        .selectFrom('audit as earlier')
        .whereRef('earlier.id', '<', 'audit.id')
        .orderBy('earlier.id', 'desc')
        .limit(1)
        .select('earlier.hash')
        .as('hash_before'),
    )
    .orderBy('id', 'desc')
    .limit(input.limit);
  if (input.before !== undefined) query = query.where('id', '<', input.before);
  const words = (input.filter ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  for (const word of words) {
    const pattern = `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
    query = query.where((eb) =>
      eb.or(
        (['actor', 'target', 'action', 'address', 'outcome', 'detail'] as const).map((column) =>
          eb(eb.fn<string>('lower', [column]), 'like', pattern),
        ),
      ),
    );
  }
  return query.execute();
}

function isIntact(row: Row): boolean {
  const { id: _id, hash, hash_before: hashBefore, ...entry } = row;
  const follows =
    hashBefore === null ? /^0+$/.test(row.previous_hash) : hashBefore === row.previous_hash;
  return follows && hashEntry(entry) === hash;
}

/**
 * The last entry is the one that the chain's head names: entries cut off at the end would show. One
 * statement sees both as of the same moment.
 */
async function isEndIntact(db: Database): Promise<boolean> {
  const head = await db
    .selectFrom('audit_heads')
    .leftJoin('audit', (join) =>
      join.on('audit.id', '=', (eb) =>
        eb.selectFrom('audit as every').select((max) => max.fn.max('every.id').as('last')),
      ),
    )
    .where('audit_heads.only_row', '=', 1)
    .select(['audit_heads.entry_id', 'audit_heads.hash', 'audit.id'])
    .select('audit.hash as last_hash')
    .executeTakeFirst();
  if (!head) return false;
  if (head.id === null) return head.entry_id === 0;
  return head.entry_id === head.id && head.hash === head.last_hash;
}

function present(row: Row): OutputOf<Operation>['entries'][number] {
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: row.actor,
    actor_role: row.actor_role,
    address: row.address,
    action: row.action,
    target: row.target,
    outcome: row.outcome,
    detail: row.detail,
  };
}

import type { ExpressionBuilder } from 'kysely';
import type { Features } from '../../internal/contract/features.ts';
import type { InputOf, OutputOf } from '../../internal/contract/types.ts';
import { hiddenActors, refuseReadingAudit } from '../../internal/policy/audit.ts';
import { spanOf } from '../../internal/policy/periods.ts';
import type { Context } from '../context.ts';
import type { Database } from '../database/open-database.ts';
import type { Tables } from '../database/tables.ts';
import { readSettings } from '../organisations/read-settings.ts';
import type { Actor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';
import { hashEntry } from './chain.ts';
import { performLook } from './perform.ts';
import type { AuditTable } from './tables.ts';

type Operation = Features['audit']['operations']['listEntries'];
type Input = InputOf<Operation>;
type Row = Omit<AuditTable, 'id'> & { id: number; hash_before: string | null };

/**
 * The newest entries of the acting person's organisation, and whether they still are what was
 * written: each has the hash of its fields and follows the entry before it, and none is missing at
 * the end.
 */
export async function listEntries(context: Context, input: Input): Promise<OutputOf<Operation>> {
  return performLook(context, async (db, actor) => {
    enforce(refuseReadingAudit(actor.role));
    const rows = await readRows(db, actor, input);
    const endIsIntact = await isEndIntact(db);
    return { entries: rows.map(present), intact: endIsIntact && rows.every(isIntact) };
  });
}

async function readRows(db: Database, { org, role }: Actor, input: Input): Promise<Row[]> {
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
  const hidden = hiddenActors(role);
  if (hidden.length > 0) query = query.where('actor_role', 'not in', hidden);
  if (input.action !== undefined) query = query.where('action', '=', input.action);
  if (input.day !== undefined) {
    const { zone } = (await readSettings(db, org)).hours;
    const { from, until } = spanOf(zone, { from: input.day, to: input.day });
    query = query.where('at', '>=', new Date(from)).where('at', '<', new Date(until));
  }
  for (const word of wordsOf(input.filter)) {
    query = query.where((eb) => eb.or(anywhere.map((column) => holds(eb, column, word))));
  }
  for (const word of wordsOf(input.person)) {
    query = query.where((eb) => eb.or([holds(eb, 'actor', word), holds(eb, 'target', word)]));
  }
  return query.execute();
}

const anywhere = ['actor', 'target', 'action', 'address', 'outcome', 'detail'] as const;

function wordsOf(text = ''): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

function holds(
  eb: ExpressionBuilder<Tables, 'audit'>,
  column: (typeof anywhere)[number],
  word: string,
) {
  const pattern = `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return eb(eb.fn<string>('lower', [column]), 'like', pattern);
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

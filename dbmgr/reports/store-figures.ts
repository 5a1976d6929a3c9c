import type { Kysely } from 'kysely';
import type { Figure } from '../../internal/policy/figures.ts';
import type { Log } from '../../internal/log/log.ts';
import { startLoop } from '../background/loop.ts';
import type { ConversationRow } from '../conversations/present-conversation.ts';
import type { Database } from '../database/open-database.ts';
import type { Tables } from '../database/tables.ts';
import { transact, type Transaction } from '../database/transact.ts';
import { computeFigures, type Counted, countedColumns } from './read-figures.ts';

const batchRows = 200;
const everyMs = 3_600_000;

/** Writes down what reports say of a conversation, in the transaction that ends it. */
export async function storeFigures(
  tx: Transaction,
  row: ConversationRow,
  { leftMessage }: { leftMessage: boolean },
  now: Date,
): Promise<void> {
  const left_message = leftMessage ? 1 : 0;
  const [figure] = await computeFigures(tx, [{ ...row, left_message }], now);
  await insertFigures(tx, row.org_id, [figure!]);
}

type Parts = { db: Database; log: Log; now: () => Date };

/** Once an hour, and at the start, heals what ended before figures were written down. */
export function startFigureSweep(parts: Parts): AsyncDisposable {
  return startLoop({
    name: 'figures of conversations',
    everyMs,
    log: parts.log,
    run: async () => void (await fillFigures(parts)),
  });
}

/** Returns how many were missing. */
export async function fillFigures({ db, now }: Omit<Parts, 'log'>): Promise<number> {
  let filled = 0;
  let after = '';
  for (;;) {
    const rows = await findMissing(db, after);
    for (const [org, some] of Map.groupBy(rows, (row) => row.org_id)) {
      const figures = await computeFigures(db, some, now());
      await transact(db, (tx) => insertFigures(tx, org, figures));
    }
    filled += rows.length;
    if (rows.length < batchRows) return filled;
    after = rows.at(-1)!.id;
  }
}

function findMissing(db: Database, after: string): Promise<(Counted & { org_id: string })[]> {
  return db
    .selectFrom('conversations')
    .leftJoin('figures', 'figures.conversation_id', 'conversations.id')
    .where('conversations.state', '=', 'closed')
    .where('conversations.closed_at', 'is not', null)
    .where('conversations.id', '>', after)
    .where('figures.conversation_id', 'is', null)
    .select(countedColumns)
    .select('conversations.org_id')
    .orderBy('conversations.id')
    .limit(batchRows)
    .execute();
}

/** What stands already stays. */
async function insertFigures(
  db: Kysely<Tables>,
  org: string,
  figures: readonly Figure[],
): Promise<void> {
  if (figures.length === 0) return;
  const dateOf = (ms: number | null) => (ms === null ? null : new Date(ms));
  const values = figures.map((figure) => ({
    conversation_id: figure.id,
    org_id: org,
    started_at: new Date(figure.startedMs),
    ended_at: new Date(figure.endedMs ?? figure.startedMs),
    waited_at: dateOf(figure.waitedMs),
    taken_at: dateOf(figure.takenMs),
    answered_at: dateOf(figure.answeredMs),
    answered_by: figure.answeredBy,
    outcome: figure.outcome,
    team_id: figure.teamId,
    turns: JSON.stringify(figure.turns),
  }));
  await db.insertInto('figures').ignore().values(values).execute();
}

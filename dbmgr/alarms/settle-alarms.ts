import { sql } from 'kysely';
import type { AlarmStep } from '../../internal/policy/alarms.ts';
import { chunks } from '../database/chunks.ts';
import { retryContention } from '../database/transact.ts';
import type { AlarmParts } from './alarm-parts.ts';
import { readUnseen, type Unseen } from './read-facts.ts';
import type { AlarmEnd, AlarmRow } from './tables.ts';

const keyOf = (one: Pick<Unseen, 'conversation_id' | 'epoch' | 'seq'>) =>
  `${one.conversation_id} ${one.epoch} ${one.seq}`;

/** Ends what was acknowledged, and begins what nobody has noticed yet. */
export async function settleAlarms(parts: AlarmParts): Promise<void> {
  const { db, now } = parts;
  const open = await db.selectFrom('alarms').selectAll().where('ended_at', 'is', null).execute();
  // Read after the alarms: what begins and ends between the two is begun with the next look.
  const unseen = await readUnseen(db);
  const wanted = new Set(unseen.map(keyOf));
  const known = new Set(open.map(keyOf));
  await endAlarms(
    parts,
    open.filter((row) => !wanted.has(keyOf(row))),
  );
  const fresh = unseen.filter((one) => !known.has(keyOf(one)));
  const at = now();
  for (const some of chunks(fresh)) {
    const rows = some.map((one) => ({ ...one, next_at: one.since }));
    await retryContention(() =>
      db
        .insertInto('alarms')
        .values(rows)
        // Who left a message and waits again, and a line that only somebody saw who has gone since,
        // begin anew. MySQL assigns in this order: whether it had ended is forgotten last.
        .onDuplicateKeyUpdate({
          step: sql<AlarmStep | null>`if(ended_at is null, step, null)`,
          since: sql<Date>`if(ended_at is null, since, ${at})`,
          next_at: sql<Date>`if(ended_at is null, next_at, ${at})`,
          ended_by: null,
          ended_at: null,
        })
        .execute(),
    );
  }
}

async function endAlarms({ db, now }: AlarmParts, rows: readonly AlarmRow[]): Promise<void> {
  if (rows.length === 0) return;
  const ends = await readEnds(db, rows);
  for (const [ended_by, some] of Map.groupBy(rows, (row) => ends.get(keyOf(row))!)) {
    for (const few of chunks(some, 200)) {
      await retryContention(() =>
        db
          .updateTable('alarms')
          .set({ ended_at: now(), ended_by, next_at: null })
          .where('ended_at', 'is', null)
          .where((eb) =>
            eb.or(
              few.map((row) =>
                eb.and({
                  conversation_id: row.conversation_id,
                  epoch: row.epoch,
                  seq: row.seq,
                }),
              ),
            ),
          )
          .execute(),
      );
    }
  }
}

/** Why each of them is over, by how its conversation is now. */
async function readEnds(
  db: AlarmParts['db'],
  rows: readonly AlarmRow[],
): Promise<Map<string, AlarmEnd>> {
  const ids = [...new Set(rows.map((row) => row.conversation_id))];
  const now = new Map<string, { state: string; epoch: number; seen: number }>();
  for (const some of chunks(ids)) {
    const found = await db
      .selectFrom('conversations')
      .leftJoin('members', (join) =>
        join
          .onRef('members.channel_id', '=', 'conversations.channel_id')
          .onRef('members.person_id', '!=', 'conversations.visitor_id')
          .on('members.part', '!=', 'watcher'),
      )
      .where('conversations.id', 'in', some)
      .groupBy(['conversations.id', 'conversations.state', 'conversations.epoch'])
      .select(['conversations.id', 'conversations.state', 'conversations.epoch'])
      .select((eb) => eb.fn.max<number | null>('members.seen_seq').as('seen'))
      .execute();
    for (const { id, state, epoch, seen } of found) now.set(id, { state, epoch, seen: seen ?? 0 });
  }
  return new Map(rows.map((row) => [keyOf(row), endOf(row, now.get(row.conversation_id))]));
}

type Now = { state: string; epoch: number; seen: number };

function endOf(row: AlarmRow, now: Now | undefined): AlarmEnd {
  if (!now || now.state === 'closed') return 'closed';
  if (now.epoch !== row.epoch || row.kind !== 'line') {
    return row.kind !== 'line' && now.state === 'open' ? 'taken' : 'moved';
  }
  return now.seen >= row.seq ? 'seen' : 'answered';
}

import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { AlarmKind } from '../../internal/policy/alarms.ts';
import { asId } from '../database/as-id.ts';
import { chunks } from '../database/chunks.ts';
import type { Tables } from '../database/tables.ts';

/** What somebody has to acknowledge now. */
export type Unseen = {
  conversation_id: string;
  epoch: number;
  seq: number;
  org_id: string;
  channel_id: string;
  kind: AlarmKind;
  since: Date;
};

/** Lines of open conversations that nobody of the staff saw, and who waits for somebody. */
export async function readUnseen(db: Kysely<Tables>): Promise<Unseen[]> {
  return [...(await readUnseenLines(db)), ...(await readWaiting(db))];
}

/** By when the wait began that lasts: a conversation that came back waits anew. */
async function readWaiting(db: Kysely<Tables>): Promise<Unseen[]> {
  const rows = await db
    .selectFrom('conversations')
    .leftJoin('assignments', (join) =>
      join
        .onRef('assignments.conversation_id', '=', 'conversations.id')
        .onRef('assignments.epoch', '=', 'conversations.epoch'),
    )
    .where('conversations.state', 'in', ['waiting', 'offered'])
    .select([
      'conversations.id',
      'conversations.org_id',
      'conversations.channel_id',
      'conversations.epoch',
      'conversations.left_message',
      'conversations.changed_at',
      'assignments.started_at',
    ])
    .execute();
  return rows.map((row) => ({
    conversation_id: row.id,
    epoch: row.epoch,
    // Who waits and then leaves a message is another matter from then on.
    seq: row.left_message === 1 ? -1 : 0,
    org_id: row.org_id,
    channel_id: row.channel_id,
    kind: row.left_message === 1 ? 'left' : 'waiting',
    since: row.started_at ?? row.changed_at,
  }));
}

type Behind = Omit<Unseen, 'seq' | 'since' | 'kind'> & { seen: number; started_at: Date };

async function readUnseenLines(db: Kysely<Tables>): Promise<Unseen[]> {
  const found: Unseen[] = [];
  for (const some of chunks(await readBehind(db))) {
    const first = await readFirstUnseen(
      db,
      some.map(({ channel_id, seen }) => ({ channel_id, seen })),
    );
    for (const { seen: _, started_at, ...row } of some) {
      const line = first.get(row.channel_id);
      if (!line) continue;
      // Whoever got it just now has seen nothing of it, and has had no time to.
      const since = line.sent_at > started_at ? line.sent_at : started_at;
      found.push({ ...row, kind: 'line', seq: line.seq, since });
    }
  }
  return found;
}

/** Open conversations in which something stands that none of the staff in it has seen. */
async function readBehind(db: Kysely<Tables>): Promise<Behind[]> {
  const rows = await db
    .selectFrom('conversations')
    .innerJoin('channels', 'channels.id', 'conversations.channel_id')
    .innerJoin('members', (join) =>
      join
        .onRef('members.channel_id', '=', 'conversations.channel_id')
        .onRef('members.person_id', '!=', 'conversations.visitor_id')
        .on('members.part', '!=', 'watcher'),
    )
    .leftJoin('assignments', (join) =>
      join
        .onRef('assignments.conversation_id', '=', 'conversations.id')
        .onRef('assignments.epoch', '=', 'conversations.epoch'),
    )
    .where('conversations.state', '=', 'open')
    .groupBy([
      'conversations.id',
      'conversations.org_id',
      'conversations.channel_id',
      'conversations.epoch',
      'conversations.changed_at',
      'assignments.started_at',
      'channels.head',
    ])
    .having((eb) => eb(eb.fn.max('members.seen_seq'), '<', eb.ref('channels.head')))
    .select([
      'conversations.id as conversation_id',
      'conversations.org_id',
      'conversations.channel_id',
      'conversations.epoch',
      'conversations.changed_at',
      'assignments.started_at',
    ])
    .select((eb) => eb.fn.max<number>('members.seen_seq').as('seen'))
    .execute();
  return rows.map(({ changed_at, started_at, ...row }) => ({
    ...row,
    started_at: started_at ?? changed_at,
  }));
}

type Place = { channel_id: string; seen: number };

/**
 * The visitor's first line beyond what was seen and beyond the last answer: whoever answers, by
 * whatever program, has seen what they answer.
 */
export async function readFirstUnseen(
  db: Kysely<Tables>,
  places: readonly Place[],
): Promise<Map<string, { seq: number; sent_at: Date }>> {
  const answered = await readEdges(db, places, sql`max(messages.seq)`, sql`<>`);
  const beyond = places.map(({ channel_id, seen }) => ({
    channel_id,
    seen: Math.max(seen, answered.get(channel_id)?.seq ?? 0),
  }));
  return readEdges(db, beyond, sql`min(messages.seq)`, sql`=`);
}

/** Of each channel beyond a place: the first or the last line, of its visitor or of others. */
async function readEdges(
  db: Kysely<Tables>,
  places: readonly Place[],
  edge: RawBuilder<unknown>,
  isVisitor: RawBuilder<unknown>,
): Promise<Map<string, { seq: number; sent_at: Date }>> {
  if (places.length === 0) return new Map();
  const wanted = places.map(
    ({ channel_id, seen }) => sql`select ${asId(channel_id)} as channel_id, ${seen} as seen`,
  );
  const { rows } = await sql<{ channel_id: string; seq: number; sent_at: Date }>`
    select edges.channel_id, edges.seq, edges.sent_at from (
      select messages.channel_id, ${edge} as seq
      from (${sql.join(wanted, sql` union all `)}) places
      straight_join conversations on conversations.channel_id = places.channel_id
      straight_join messages on messages.channel_id = places.channel_id
        and messages.seq > places.seen
      where messages.sender_id ${isVisitor} conversations.visitor_id
        and messages.deleted_at is null
      group by messages.channel_id
    ) found
    straight_join messages edges on edges.channel_id = found.channel_id
      and edges.seq = found.seq`.execute(db);
  return new Map(rows.map(({ channel_id, seq, sent_at }) => [channel_id, { seq, sent_at }]));
}

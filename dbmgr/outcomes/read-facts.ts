import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { MessageFacts, Spell, Who } from '../../internal/policy/outcomes.ts';
import { byConversation } from '../conversations/by-conversation.ts';
import { asId } from '../database/as-id.ts';
import { chunks } from '../database/chunks.ts';
import type { Tables } from '../database/tables.ts';

/** One message of a visitor, with where it stands. */
export type Line = {
  channel_id: string;
  seq: number;
  sent_at: Date;
  deleted_at: Date | null;
  /** Null when its conversation is gone. */
  conversation_id: string | null;
};

export type FoundLine = Line & { facts: MessageFacts };

/** What became of these messages, with four statements however many they are. */
export async function readFacts(db: Kysely<Tables>, lines: readonly Line[]): Promise<FoundLine[]> {
  const found: FoundLine[] = [];
  for (const some of byChannel(lines)) found.push(...(await readSome(db, some)));
  return found;
}

/** Whole channels together, so many that a list of them stays short. */
function* byChannel(lines: readonly Line[]): Generator<Line[]> {
  const channels = [...Map.groupBy(lines, (line) => line.channel_id).values()];
  for (const some of chunks(channels)) yield some.flat();
}

async function readSome(db: Kysely<Tables>, lines: readonly Line[]): Promise<FoundLine[]> {
  const answers = await readAnswers(db, lines);
  const talks = await readTalks(db, lines);
  return lines.map((line) => {
    const later = answers.get(line.channel_id) ?? [];
    const answer = later[firstAfter(later, line.seq)];
    const facts: MessageFacts = {
      sentAt: line.sent_at,
      deletedAt: line.deleted_at,
      answer: answer ? { at: answer.sent_at, by: answer.by } : null,
      conversation: talks.get(line.conversation_id ?? '') ?? null,
    };
    return { ...line, facts };
  });
}

type AnswerRow = { channel_id: string; seq: number; sent_at: Date; by: Who };

/** In the order of `seq`: the place of the first beyond it. */
function firstAfter(answers: readonly AnswerRow[], seq: number): number {
  let [low, high] = [0, answers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (answers[middle]!.seq > seq) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Between the first and the last of a channel's lines, and the first answer after them. */
async function readAnswers(
  db: Kysely<Tables>,
  lines: readonly Line[],
): Promise<Map<string, AnswerRow[]>> {
  const spans = [...Map.groupBy(lines, (line) => line.channel_id)].map(([channel, some]) => {
    const numbers = some.map(({ seq }) => seq);
    return { channel, low: Math.min(...numbers), high: Math.max(...numbers) };
  });
  const wanted = sql.join(
    spans.map(
      ({ channel, low, high }) =>
        sql`select ${asId(channel)} as channel_id, ${low} as low, ${high} as high`,
    ),
    sql` union all `,
  );
  const within = await selectAnswers(
    db,
    sql`(${wanted}) spans straight_join messages on messages.channel_id = spans.channel_id
      and messages.seq between spans.low and spans.high`,
  );
  const beyond = await selectAnswers(
    db,
    sql`(select spans.channel_id, min(later.seq) as seq from (${wanted}) spans
      straight_join messages later on later.channel_id = spans.channel_id
        and later.seq > spans.high
      left join conversations talks on talks.channel_id = later.channel_id
      where later.sender_id <> coalesce(talks.visitor_id, '') group by spans.channel_id) edges
      straight_join messages on messages.channel_id = edges.channel_id
        and messages.seq = edges.seq`,
  );
  return Map.groupBy([...within, ...beyond], (answer) => answer.channel_id);
}

async function selectAnswers(db: Kysely<Tables>, from: RawBuilder<unknown>): Promise<AnswerRow[]> {
  type Row = Omit<AnswerRow, 'by'> & { sender_id: string; sender_name: string; role: string };
  const { rows } = await sql<Row>`
    select messages.channel_id, messages.seq, messages.sent_at, messages.sender_id,
      messages.sender_name, messages.sender_role as role
    from ${from} left join conversations on conversations.channel_id = messages.channel_id
    where messages.sender_id <> coalesce(conversations.visitor_id, '')
    order by messages.channel_id, messages.seq`.execute(db);
  return rows.map(({ sender_id: id, sender_name: name, role, ...row }) => ({
    ...row,
    by: { id, name, isAutomation: role === 'automation' },
  }));
}

type Talk = NonNullable<MessageFacts['conversation']>;

async function readTalks(db: Kysely<Tables>, lines: readonly Line[]): Promise<Map<string, Talk>> {
  const ids = [...new Set(lines.flatMap((line) => line.conversation_id ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('conversations')
    .where('id', 'in', ids)
    .select(['id', 'state', 'left_at'])
    .execute();
  const assignments = await db
    .selectFrom('assignments')
    .where('conversation_id', 'in', ids)
    .orderBy('conversation_id')
    .orderBy('epoch')
    .select(['conversation_id', 'started_at', 'ended_at', 'ended_by'])
    .select(['owner_id', 'owner_name', 'owner_kind'])
    .execute();
  const spells = byConversation(assignments, presentSpell);
  return new Map(
    rows.map(({ id, state, left_at: leftAt }) => [
      id,
      { isClosed: state === 'closed', leftAt, spells: spells.get(id) ?? [] },
    ]),
  );
}

type SpellRow = {
  started_at: Date;
  ended_at: Date | null;
  ended_by: string | null;
  owner_id: string | null;
  owner_name: string | null;
  owner_kind: string;
};

export function presentSpell(row: SpellRow): Spell {
  const { owner_id: id, owner_name: name, owner_kind } = row;
  return {
    startedAt: row.started_at,
    endedAt: row.ended_at,
    endedBy: row.ended_by,
    owner: id === null ? null : { id, name: name ?? '', isAutomation: owner_kind === 'automation' },
  };
}

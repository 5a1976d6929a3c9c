import type { Kysely } from 'kysely';
import type { Stretch } from '../../internal/policy/credit.ts';
import { type Figure, outcomeOf, turnsOf } from '../../internal/policy/figures.ts';
import { byConversation } from '../conversations/by-conversation.ts';
import { chunks } from '../database/chunks.ts';
import type { Tables } from '../database/tables.ts';

/** A conversation as far as its figures need it. */
export type Counted = {
  id: string;
  started_at: Date;
  closed_at: Date | null;
  first_waited_at: Date | null;
  left_message: number;
  team_id: string | null;
  category: string | null;
};

export const countedColumns = [
  'conversations.id',
  'conversations.started_at',
  'conversations.closed_at',
  'conversations.first_waited_at',
  'conversations.left_message',
  'conversations.team_id',
  'conversations.category',
] as const;

/**
 * The figures of these conversations as their turns and messages say them now, in four statements
 * for each thousand. Ratings are not looked at.
 */
export async function computeFigures(
  db: Kysely<Tables>,
  rows: readonly Counted[],
  now: Date,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const some of chunks(rows)) {
    const ids = some.map(({ id }) => id);
    const stretches = await readStretches(db, ids);
    const answers = await readFirstAnswers(db, ids);
    for (const row of some) {
      const its = stretches.get(row.id) ?? [];
      const turns = turnsOf(its, now);
      const answer = answers.get(row.id);
      const taken = its.find(({ ownerKind }) => ownerKind === 'agent')?.startedAt;
      figures.push({
        id: row.id,
        startedMs: row.started_at.getTime(),
        endedMs: row.closed_at?.getTime() ?? null,
        waitedMs: row.first_waited_at?.getTime() ?? null,
        takenMs: taken?.getTime() ?? null,
        answeredMs: answer?.sentAt.getTime() ?? null,
        answeredBy: answer?.by ?? null,
        outcome: outcomeOf({
          hasEnded: row.closed_at !== null,
          waited: row.first_waited_at !== null,
          leftMessage: row.left_message === 1,
          endedBy: its.at(-1)?.endedBy ?? null,
          turns,
        }),
        teamId: row.team_id,
        category: row.category,
        turns,
        score: null,
      });
    }
  }
  return figures;
}

type Known = Stretch & { endedBy: string | null };

async function readStretches(db: Kysely<Tables>, ids: string[]): Promise<Map<string, Known[]>> {
  const rows = await db
    .selectFrom('assignments')
    .where('conversation_id', 'in', ids)
    .select(['conversation_id', 'owner_kind', 'owner_id', 'started_at', 'ended_at', 'ended_by'])
    .orderBy('conversation_id')
    .orderBy('epoch')
    .execute();
  return byConversation(rows, (row) => ({
    ownerKind: row.owner_kind,
    ownerId: row.owner_id,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    endedBy: row.ended_by,
  }));
}

/** The first message of somebody of the staff after a person was asked for. */
async function readFirstAnswers(
  db: Kysely<Tables>,
  ids: string[],
): Promise<Map<string, { sentAt: Date; by: string }>> {
  const rows = await db
    .selectFrom((eb) =>
      eb
        .selectFrom('conversations')
        .innerJoin('messages', 'messages.channel_id', 'conversations.channel_id')
        .where('conversations.id', 'in', ids)
        .where('messages.sender_role', 'in', ['agent', 'admin'])
        .whereRef('messages.sent_at', '>=', 'conversations.first_waited_at')
        .groupBy(['conversations.id', 'messages.channel_id'])
        .select(['conversations.id', 'messages.channel_id'])
        .select(({ fn }) => fn.min('messages.seq').as('seq'))
        .as('firsts'),
    )
    .innerJoin('messages', (join) =>
      join
        .onRef('messages.channel_id', '=', 'firsts.channel_id')
        .onRef('messages.seq', '=', 'firsts.seq'),
    )
    .select(['firsts.id', 'messages.sent_at', 'messages.sender_id'])
    .execute();
  return new Map(rows.map((row) => [row.id, { sentAt: row.sent_at, by: row.sender_id }]));
}

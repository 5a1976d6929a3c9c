import type { Kysely } from 'kysely';
import type { Features } from '../../internal/contract/features.ts';
import type { OutputOf } from '../../internal/contract/types.ts';
import {
  type Ended,
  endOfRating,
  refuseRating,
  refuseSeeingRating,
} from '../../internal/policy/ratings.ts';
import type { Context } from '../context.ts';
import { factsOf } from '../conversations/present-conversation.ts';
import type { Tables } from '../database/tables.ts';
import { transact } from '../database/transact.ts';
import { findActor, readActor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';

type Standing = OutputOf<Features['ratings']['operations']['readRating']>;

export type Wish = { channel_id: string; score: number; comment: string };

/** The visitor's word; the conversation's row is held, so that two tabs are one after the other. */
export function rateConversation(context: Context, wish: Wish): Promise<Standing> {
  return transact(context.db, async (tx) => {
    const actor = await readActor(tx, context);
    const found = await find(tx, wish.channel_id).forUpdate().executeTakeFirst();
    const ended = found && { ...factsOf(found), closedAt: found.closed_at };
    const at = context.now();
    enforce(refuseRating(actor, ended, at));
    const said = { score: wish.score, comment: wish.comment || null, changed_at: at };
    await tx
      .insertInto('ratings')
      .values({ ...said, conversation_id: found!.id, org_id: found!.org_id, rated_at: at })
      .onDuplicateKeyUpdate(said)
      .execute();
    return readStanding(tx, found!.id, ended!);
  });
}

export async function readRating(context: Context, channelId: string): Promise<Standing> {
  const actor = await findActor(context.db, context);
  const found = await find(context.db, channelId).executeTakeFirst();
  const ended = found && { ...factsOf(found), closedAt: found.closed_at };
  enforce(refuseSeeingRating(actor, ended));
  return readStanding(context.db, found!.id, ended!);
}

function find(db: Kysely<Tables>, channelId: string) {
  return db.selectFrom('conversations').selectAll().where('channel_id', '=', channelId);
}

async function readStanding(
  db: Kysely<Tables>,
  conversationId: string,
  ended: Ended,
): Promise<Standing> {
  const row = await db
    .selectFrom('ratings')
    .where('conversation_id', '=', conversationId)
    .select(['score', 'comment', 'rated_at'])
    .executeTakeFirst();
  const rating = row && {
    score: row.score,
    comment: row.comment ?? '',
    rated_at: row.rated_at.toISOString(),
  };
  return { rating: rating ?? null, open_until: endOfRating(ended)?.toISOString() ?? null };
}

import { refuseReacting, refuseUnreacting } from '../../internal/policy/message-changes.ts';
import type { Context } from '../context.ts';
import { enforce } from '../refuse.ts';
import { changeMessage, type HeldMessage, type OneMessage, readVersioned } from './hold-message.ts';
import { tellChange } from './tell-change.ts';

export type Reaction = OneMessage & { emoji: string };

/** The same emoji again changes nothing. */
export function react(context: Context, { emoji, ...where }: Reaction) {
  return changeMessage(context, where, async (held) => {
    const { tx, log, actor, facts, seq } = held;
    const known = await readReactions(held);
    const own = known.some((one) => one.emoji === emoji && one.person_id === actor.id);
    if (!own) {
      const others = new Set(known.map((one) => one.emoji));
      enforce(refuseReacting(facts, emoji, { others, count: known.length }));
      await tx
        .insertInto('reactions')
        .values({ channel_id: log.id, seq, emoji, person_id: actor.id, made_at: held.at })
        .execute();
      await tellChange(context, held, { what: 'reacted', emoji });
    }
    return { message: (await readVersioned(tx, log.id, seq)).message };
  });
}

export function unreact(context: Context, { emoji, ...where }: Reaction) {
  return changeMessage(context, where, async (held) => {
    const { tx, log, actor, facts, seq } = held;
    enforce(refuseUnreacting(facts));
    const { numDeletedRows } = await tx
      .deleteFrom('reactions')
      .where('channel_id', '=', log.id)
      .where('seq', '=', seq)
      .where('emoji', '=', emoji)
      .where('person_id', '=', actor.id)
      .executeTakeFirst();
    if (numDeletedRows > 0n) await tellChange(context, held, { what: 'unreacted', emoji });
    return { message: (await readVersioned(tx, log.id, seq)).message };
  });
}

function readReactions({ tx, log, seq }: HeldMessage) {
  return tx
    .selectFrom('reactions')
    .where('channel_id', '=', log.id)
    .where('seq', '=', seq)
    .select(['emoji', 'person_id'])
    .execute();
}

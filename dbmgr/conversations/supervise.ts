import type { Conversation } from '../../internal/contract/entries.ts';
import { AppError } from '../../internal/contract/errors.ts';
import {
  refuseColleague,
  refuseDirecting,
  refuseSupervising,
} from '../../internal/policy/conversations.ts';
import { performAct } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/transact.ts';
import { enforce } from '../refuse.ts';
import { changeConversation } from './change-conversation.ts';
import { holdConversation } from './hold-conversation.ts';
import { bringIn, type Part, readPart, sendAway } from './participants.ts';
import { factsOf, presentConversation } from './present-conversation.ts';

/** A second agent, an admin, or a member who is in a team with whoever asks, comes to help. */
export function inviteColleague(
  context: Context,
  wish: { channel_id: string; person_id: string },
): Promise<Conversation> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    const held = await holdConversation(tx, wish.channel_id);
    enforce(refuseDirecting(actor, factsOf(held.row)));
    const row = await tx
      .selectFrom('people')
      .where('id', '=', wish.person_id)
      .select(['id', 'org_id as org', 'role', 'name', 'active'])
      .executeTakeFirst();
    const colleague = row && { ...row, active: row.active === 1 };
    const shared = await shareTeam(tx, actor.id, wish.person_id);
    const facts = { visitorId: held.row.visitor_id, shareTeam: shared };
    enforce(refuseColleague(actor, colleague, facts));
    note.target = { id: held.row.id, name: held.row.visitor_name };
    note.detail = `with ${row!.name}`;
    if (held.row.owner_id === row!.id || (await readPart(tx, held.log.id, row!.id)) === 'helper') {
      throw new AppError('conflict', `${row!.name} is in this conversation already.`);
    }
    await bringIn(tx, afterCommit, context, held, row!, 'helper');
    return presentConversation(held.row);
  });
}

async function shareTeam(tx: Transaction, one: string, other: string): Promise<boolean> {
  const shared = await tx
    .selectFrom('members as mine')
    .innerJoin('members as theirs', 'theirs.channel_id', 'mine.channel_id')
    .innerJoin('teams', 'teams.id', 'mine.channel_id')
    .where('mine.person_id', '=', one)
    .where('theirs.person_id', '=', other)
    .select('teams.id')
    .limit(1)
    .executeTakeFirst();
  return shared !== undefined;
}

/** Whoever was brought in, joined or watches goes. */
export function leaveConversation(context: Context, channelId: string): Promise<Conversation> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    const held = await holdConversation(tx, channelId);
    const part = await sendAway(tx, afterCommit, context, held, actor);
    if (!part || held.row.org_id !== actor.org) {
      throw new AppError('not_found', 'There is no such conversation.');
    }
    note.target = { id: held.row.id, name: held.row.visitor_name };
    return presentConversation(held.row);
  });
}

/** An admin reads along unseen, or joins for everybody to see; the audit log has both. */
export function supervise(context: Context, channelId: string, part: Part): Promise<Conversation> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    const held = await holdConversation(tx, channelId);
    enforce(refuseSupervising(actor, factsOf(held.row)));
    note.target = { id: held.row.id, name: held.row.visitor_name };
    const isOwner = held.row.owner_id === actor.id;
    if (isOwner || (await readPart(tx, held.log.id, actor.id)) === part) note.silent = true;
    else await bringIn(tx, afterCommit, context, held, actor, part);
    return presentConversation(held.row);
  });
}

/** An admin has it from now on; they have no seats to be counted. */
export function takeOver(context: Context, channelId: string): Promise<Conversation> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    const held = await holdConversation(tx, channelId);
    enforce(refuseSupervising(actor, factsOf(held.row)));
    note.target = { id: held.row.id, name: held.row.visitor_name };
    if (held.row.state === 'open' && held.row.owner_id === actor.id) {
      note.silent = true;
      return presentConversation(held.row);
    }
    const agent = { id: actor.id, name: actor.name };
    const change = { state: 'open', agent, reason: 'taken_over' } as const;
    return changeConversation(tx, afterCommit, context, held, change);
  });
}

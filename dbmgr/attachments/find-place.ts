import { threadId } from '../../internal/contract/threads.ts';
import { refuseUpload } from '../../internal/policy/attachments.ts';
import { refuseThread } from '../../internal/policy/team-writing.ts';
import type { Transaction } from '../database/transact.ts';
import type { Actor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';

/**
 * The id of the channel that a file is for; throws what keeps it from there. A thread that the
 * person might open is as good as one that is there: its first message opens it, not this wish,
 * which may come to nothing.
 */
export async function findPlace(
  tx: Transaction,
  actor: Actor,
  { channel_id, to }: { channel_id: string; to?: string | undefined },
): Promise<string> {
  const id = to === undefined ? channel_id : threadId(channel_id, actor.id, to);
  const place = await readPlace(tx, actor, id);
  if (to === undefined || place?.isMember) enforce(refuseUpload(actor, place));
  else enforce(refuseThread(actor, await readThreadWish(tx, actor, channel_id, to)));
  return id;
}

async function readPlace(tx: Transaction, actor: Actor, channelId: string) {
  const row = await tx
    .selectFrom('channels')
    .leftJoin('members', (join) =>
      join.onRef('members.channel_id', '=', 'channels.id').on('members.person_id', '=', actor.id),
    )
    .where('channels.id', '=', channelId)
    .where('channels.org_id', '=', actor.org)
    .select(['channels.kind', 'members.person_id as member'])
    .executeTakeFirst();
  return row && { kind: row.kind, isMember: row.member !== null };
}

async function readThreadWish(tx: Transaction, actor: Actor, teamId: string, other: string) {
  const rows = await tx
    .selectFrom('teams')
    .innerJoin('members', 'members.channel_id', 'teams.id')
    .where('teams.id', '=', teamId)
    .where('teams.org_id', '=', actor.org)
    .where('members.person_id', 'in', [actor.id, other])
    .select(['teams.active', 'members.person_id'])
    .execute();
  const isSelf = other === actor.id;
  return { isSelf, areMembers: rows.length === (isSelf ? 1 : 2), isActive: rows[0]?.active === 1 };
}

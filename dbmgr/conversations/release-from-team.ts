import type { Teller } from '../channels/announce.ts';
import type { AfterCommit, Transaction } from '../database/transact.ts';
import { findStaffed } from '../teams/staffed.ts';
import { holdConversations } from './hold-conversation.ts';
import { type ConversationRow, isInQueue } from './present-conversation.ts';
import { listChanged } from './waiting-list.ts';

/** The same for those of the teams whose last agent has gone. */
export async function releaseFromUnstaffed(
  tx: Transaction,
  afterCommit: AfterCommit,
  who: Teller,
  { ids, org }: { ids: readonly string[]; org: string },
): Promise<void> {
  if (ids.length === 0) return;
  // Whoever gives one of them a conversation holds its row, too.
  const rows = tx.selectFrom('teams').select('id').where('id', 'in', ids).orderBy('id');
  await rows.forUpdate().execute();
  const staffed = await findStaffed(tx, org, ids);
  for (const id of ids.filter((one) => !staffed.has(one))) {
    await releaseFromTeam(tx, afterCommit, who, { id, org });
  }
}

/** What was for a team that goes is for all agents: nobody else could take it any more. */
export async function releaseFromTeam(
  tx: Transaction,
  afterCommit: AfterCommit,
  who: Teller,
  team: { id: string; org: string },
): Promise<void> {
  const theirs = await tx
    .selectFrom('conversations')
    .where('org_id', '=', team.org)
    .where('state', 'in', ['bot', 'waiting', 'offered', 'open', 'on_hold'])
    .where('team_id', '=', team.id)
    .select('channel_id')
    .execute();
  const all = await holdConversations(
    tx,
    theirs.map(({ channel_id }) => channel_id),
  );
  const listed: ConversationRow[] = [];
  for (const { row } of all.values()) {
    if (row.team_id !== team.id || row.state === 'closed') continue;
    const query = tx.updateTable('conversations').set({ team_id: null });
    await query.where('id', '=', row.id).execute();
    if (isInQueue(row.state)) listed.push({ ...row, team_id: null });
  }
  await listChanged(tx, afterCommit, who, team.org, listed);
}

import type { Transaction } from '../database/transact.ts';

/** The team has these tags and no others. Its channel is held. */
export async function writeTags(
  tx: Transaction,
  teamId: string,
  tags: readonly string[],
): Promise<void> {
  await tx.deleteFrom('team_tags').where('team_id', '=', teamId).execute();
  if (tags.length === 0) return;
  const rows = tags.map((tag, position) => ({ team_id: teamId, tag, position }));
  await tx.insertInto('team_tags').values(rows).execute();
}

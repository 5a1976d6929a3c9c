import type { Transaction } from '../database/transact.ts';

/** The message that carried a file is gone, and so is the file. */
export async function letGoOfMessage(
  tx: Transaction,
  channelId: string,
  seq: number,
): Promise<void> {
  await tx
    .updateTable('attachments')
    .set({ state: 'gone' })
    .where('channel_id', '=', channelId)
    .where('seq', '=', seq)
    .where('state', '=', 'sent')
    .execute();
}

/** Nobody reaches a team that is gone any more, nor the threads in it. */
export async function letGoOfTeam(tx: Transaction, teamId: string): Promise<void> {
  const channels = await tx
    .selectFrom('channels')
    .select('id')
    .where((eb) => eb.or([eb('id', '=', teamId), eb('team_id', '=', teamId)]))
    .orderBy('id')
    .execute();
  for (const { id } of channels) {
    await tx
      .updateTable('attachments')
      .set({ state: 'gone' })
      .where('channel_id', '=', id)
      .execute();
  }
}

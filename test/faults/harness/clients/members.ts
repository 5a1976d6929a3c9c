import type { Mesh } from '../mesh/mesh.ts';
import type { History } from './history.ts';

/** Puts somebody into a channel behind everybody's back: no event tells of it. */
export async function addMember(mesh: Mesh, channelId: string, person: string): Promise<void> {
  await mesh.sql('UPDATE channels SET member_version = member_version + 1 WHERE id = ?', [
    channelId,
  ]);
  await mesh.sql(
    `INSERT INTO members (channel_id, person_id, joined_version, joined_at)
     SELECT id, ?, member_version, UTC_TIMESTAMP(3) FROM channels WHERE id = ?`,
    [person, channelId],
  );
}

/**
 * Takes somebody out of a channel behind everybody's back, when nobody writes there; what comes
 * later is not theirs.
 */
export async function removeMember(
  mesh: Mesh,
  history: History,
  channelId: string,
  person: string,
): Promise<void> {
  const version = 'UPDATE channels SET member_version = member_version + 1 WHERE id = ?';
  await mesh.sql(version, [channelId]);
  await mesh.sql('DELETE FROM members WHERE channel_id = ? AND person_id = ?', [channelId, person]);
  const query = 'SELECT head FROM channels WHERE id = ?';
  const [row] = await mesh.sql<{ head: number }>(query, [channelId]);
  for (const membership of history.memberships) {
    if (membership.person !== person || membership.channelId !== channelId) continue;
    membership.toSeq = row!.head;
  }
}

import type { Mesh } from '../mesh/mesh.ts';
import type { Ack, History } from './history.ts';

const maxAsked = 100;

/**
 * Looks up in the database, over a connection of its own that sees committed rows only, what was
 * acked just now. While the database is away nobody can say, and nothing is written down.
 */
export function watchAcks(mesh: Mesh, history: History): (ack: Ack) => void {
  let waiting: Ack[] = [];
  const look = async (): Promise<void> => {
    const acks = waiting.slice(0, maxAsked);
    waiting = [];
    const wanted = acks.map(() => '(channel_id = ? AND seq = ?)').join(' OR ');
    const rows = await mesh
      .sql<{ channel_id: string; seq: number }>(
        `SELECT channel_id, seq FROM messages WHERE ${wanted}`,
        acks.flatMap(({ channelId, seq }) => [channelId, seq]),
      )
      .catch(() => null);
    if (!rows) return;
    const found = new Set(rows.map((row) => `${row.channel_id} ${row.seq}`));
    for (const { cid, channelId, seq } of acks) {
      history.witnesses.push({ cid, isCommitted: found.has(`${channelId} ${seq}`) });
    }
  };
  return (ack) => {
    if (waiting.push(ack) === 1) setImmediate(() => void look());
  };
}

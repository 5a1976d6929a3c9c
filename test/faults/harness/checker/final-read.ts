import { enter } from '../../../../internal/testing/rooms.ts';
import type { AnyFrame } from '../../../../internal/testing/socket.ts';
import type { Visitor } from '../../../../internal/testing/people.ts';
import type { History, Sighting } from '../clients/history.ts';
import { retryWhileUnavailable } from '../../../../relay/retry.ts';
import { until } from '../clients/room.ts';
import type { Mesh } from '../mesh/mesh.ts';

/** What a channel holds in the end, as a stranger to the run reads it from its first entry. */
export type FinalRead = {
  channelId: string;
  /** Through a fresh socket, in the order in which the relay gave it. */
  socket: Sighting[];
  /** Rows of the database by their numbers. */
  rows: Sighting[];
};

type Row = { seq: number; cid: string | null; sender_id: string | null; body: string | null };

const patienceMs = 30_000;

/**
 * What was acked by now, to be looked for in what is read afterwards: while people go on writing,
 * later acks stand in no read.
 */
export function upToNow(history: History): History {
  const clients = history.clients.map((client) => ({ ...client, acks: [...client.acks] }));
  return { ...history, clients };
}

/** Reads channels whole, through a new socket of one more member and through SQL. */
export async function readFinally(
  mesh: Mesh,
  channelIds: readonly string[],
  url = mesh.relayUrl,
): Promise<FinalRead[]> {
  // Right after a fault the mesh may still be on its way back.
  const reader = await retryWhileUnavailable(() => mesh.people.visitor('Reader'), patienceMs);
  for (const channelId of channelIds) await joinQuietly(mesh, channelId, reader);
  using socket = await enter(url, reader.token);
  const reads: FinalRead[] = [];
  for (const channelId of channelIds) {
    const rows = await readRows(mesh, channelId);
    const last = rows.at(-1)?.seq ?? 0;
    const before = socket.received.length;
    socket.send({ op: 'open', channel_id: channelId, after: 0 });
    const isLast = ({ seq }: AnyFrame) => seq === last;
    const isHere = (frame: AnyFrame) =>
      frame['channel_id'] === channelId && typeof frame['seq'] === 'number' && frame.op !== 'ack';
    const seen = () => socket.received.slice(before).filter(isHere);
    await until(() => last === 0 || seen().some(isLast), 'the final read', patienceMs);
    reads.push({ channelId, rows, socket: seen().map((frame) => sight(channelId, frame)) });
  }
  return reads;
}

/** As a member since the channel began; the log is not touched. */
async function joinQuietly(mesh: Mesh, channelId: string, { id }: Visitor): Promise<void> {
  await mesh.sql(
    `INSERT INTO members (channel_id, person_id, joined_version, joined_at)
     SELECT id, ?, 1, UTC_TIMESTAMP(3) FROM channels WHERE id = ?`,
    [id, channelId],
  );
}

function sight(channelId: string, frame: Record<string, unknown>): Sighting {
  const atMs = performance.now();
  const seq = Number(frame['seq']);
  if (frame['op'] !== 'message') return { channelId, seq, atMs };
  const [cid, from, text] = [String(frame['id']), String(frame['from']), String(frame['data'])];
  return { channelId, seq, cid, from, text, atMs };
}

async function readRows(mesh: Mesh, channelId: string): Promise<Sighting[]> {
  const rows = await mesh.sql<Row>(
    `SELECT seq, cid, sender_id, body FROM messages WHERE channel_id = ?
     UNION ALL SELECT seq, NULL, NULL, NULL FROM changes WHERE channel_id = ?
     ORDER BY seq`,
    [channelId, channelId],
  );
  const atMs = performance.now();
  return rows.map((row) => ({
    channelId,
    seq: row.seq,
    ...(row.cid !== null && { cid: row.cid, from: row.sender_id!, text: row.body! }),
    atMs,
  }));
}

import type { ChannelLog } from '../channels/channel-log.ts';
import type { Relay } from '../context.ts';

/**
 * Where a replay begins for a client whose last entry is `lastSeq`; null when it holds more than
 * the database does and must begin anew. A relay may be behind, so the database decides.
 */
export async function startingPoint(
  relay: Pick<Relay, 'logs'>,
  log: ChannelLog,
  lastSeq: number,
): Promise<number | null> {
  if (lastSeq <= log.head) return lastSeq;
  const heads = await relay.logs.readHeads([log.id]);
  return lastSeq <= (heads.get(log.id) ?? 0) ? lastSeq : null;
}

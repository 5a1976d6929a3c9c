import { AppError } from '../../internal/contract/errors.ts';
import type { Context } from '../context.ts';
import { chunks } from '../database/chunks.ts';
import { findAgents, notePresent, noteSeen } from './note-seen.ts';

/**
 * A relay has sockets of these logins now: agents among them are connected, and look at a page
 * where they are `present`.
 */
export async function noteLeases(
  context: Context,
  logins: readonly string[],
  present: readonly string[],
): Promise<void> {
  const attended = new Set(present);
  for (const some of chunks(logins)) {
    const agents = await findAgents(context.db, some);
    const looking = agents.filter((agent) => agent.logins.some((login) => attended.has(login)));
    await ifWritable(context, () => noteSeen(context, agents));
    await ifWritable(context, () => notePresent(context, looking));
  }
}

/** A database that takes no writes can still be read: who comes meanwhile is noted later. */
export async function ifWritable(context: Context, note: () => Promise<void>): Promise<void> {
  try {
    await note();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'unavailable') throw error;
    context.log.warn({ err: error }, 'agents were seen, and it could not be noted');
  }
}

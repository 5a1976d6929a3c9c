import { performAct } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { noteShifts } from '../days/note-shifts.ts';
import { findTarget } from '../people/find-target.ts';

type Limit = { id: string; limit: number | null };

/** How many conversations an agent may hold at a time from the next one on. */
export async function limitAgent(
  context: Context,
  { id, limit }: Limit,
): Promise<{ limit: number | null }> {
  return performAct(context, async (tx, actor, note) => {
    await findTarget(tx, actor, 'agent', { id }, note);
    note.detail = limit === null ? 'the default limit' : `limit ${limit}`;
    await tx
      .updateTable('people')
      .set((eb) => ({ seat_limit: limit, version: eb('version', '+', 1) }))
      .where('id', '=', id)
      .execute();
    await noteShifts(tx, [id], context.now());
    return { limit };
  });
}

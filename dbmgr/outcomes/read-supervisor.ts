import { refuseOutcomes } from '../../internal/policy/outcomes.ts';
import type { Context } from '../context.ts';
import { type Actor, findActor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';

/** Who asks, if they may know what became of everybody's messages. */
export async function readSupervisor(context: Context): Promise<Actor> {
  const actor = await findActor(context.db, context);
  enforce(refuseOutcomes(actor.role));
  return actor;
}

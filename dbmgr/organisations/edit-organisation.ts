import type { Organisation } from '../../internal/contract/organisations.ts';
import { refuseOlder, refuseOrganising } from '../../internal/policy/organisations.ts';
import { performAct } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { enforce } from '../refuse.ts';
import { holdOrganisation } from './hold-organisation.ts';
import { readOrganisation } from './read-organisations.ts';

type Change = { id: string; version?: number | undefined; name: string };

/** Gives an organisation another name. */
export function editOrganisation(
  context: Context,
  { id, version, name }: Change,
): Promise<{ organisation: Organisation }> {
  return performAct(context, async (tx, actor, note) => {
    enforce(refuseOrganising(actor.role));
    const before = await holdOrganisation(tx, id);
    note.target = { id, name: before.name };
    enforce(refuseOlder('this organisation', before.version, version));
    note.silent = before.name === name;
    note.detail = `${name} now`;
    if (!note.silent) {
      await tx
        .updateTable('orgs')
        .set((eb) => ({ name, version: eb('version', '+', 1) }))
        .where('id', '=', id)
        .execute();
    }
    return { organisation: await readOrganisation(tx, id) };
  });
}

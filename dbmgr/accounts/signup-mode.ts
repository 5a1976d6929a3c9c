import type { SignupMode } from '../../internal/contract/accounts.ts';
import { refuseAdmitting } from '../../internal/policy/accounts.ts';
import { performAct, performLook } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { enforce } from '../refuse.ts';
import { readMode } from './entrance.ts';

export function readSignup(context: Context): Promise<{ mode: SignupMode }> {
  return performLook(context, async (db, actor) => {
    enforce(refuseAdmitting(actor.role));
    return { mode: await readMode(db, actor.org) };
  });
}

/** From the commit on; whoever has an account keeps it. */
export function changeSignup(
  context: Context,
  { mode }: { mode: SignupMode },
): Promise<{ mode: SignupMode }> {
  return performAct(context, async (tx, actor, note) => {
    enforce(refuseAdmitting(actor.role));
    const before = await readMode(tx, actor.org);
    note.silent = before === mode;
    note.detail = `${before} before, ${mode} now`;
    await tx.updateTable('orgs').set({ signup: mode }).where('id', '=', actor.org).execute();
    return { mode };
  });
}

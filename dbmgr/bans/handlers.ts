import { AppError } from '../../internal/contract/errors.ts';
import type { Ban } from '../../internal/contract/bans.ts';
import type { Handlers } from '../../internal/contract/types.ts';
import { refuseBanList, refuseLifting } from '../../internal/policy/bans.ts';
import { performAct, performLook } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { findTarget } from '../people/find-target.ts';
import { enforce } from '../refuse.ts';
import { readNames } from '../reports/read-names.ts';
import { banGuest, mayBan } from './ban-guest.ts';
import { readGuests } from './read-guests.ts';
import { presentBan, selectBans } from './present-ban.ts';

export const banHandlers: Handlers<Context>['bans'] = {
  banGuest: (context, input) => banGuest(context, input),
  liftBan: (context, input) => liftBan(context, input),
  listBans: (context, { before, limit }) =>
    performLook(context, async (db, actor) => {
      enforce(refuseBanList(actor.role));
      const all = selectBans(db, actor.org);
      const rows = await (before === undefined ? all : all.where('id', '<', before))
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute();
      const lifters = rows.flatMap(({ lifted_by }) => lifted_by ?? []);
      const names = await readNames(db, actor.org, 'people', [...new Set(lifters)]);
      const bans = rows.slice(0, limit).map((row) => {
        const lifted_by = row.lifted_by === null ? undefined : names.get(row.lifted_by);
        return { ...presentBan(row, context.now()), ...(lifted_by ? { lifted_by } : {}) };
      });
      return { bans, more: rows.length > limit };
    }),
  listGuests: (context) =>
    performLook(context, async (db, actor) => {
      enforce(refuseBanList(actor.role));
      return { guests: await readGuests(db, actor.org, context.now()) };
    }),
  allowBans: (context, { id, allowed }) =>
    performAct(context, async (tx, actor, note) => {
      await findTarget(tx, actor, 'agent', { id }, note);
      note.detail = allowed ? 'may ban guests' : 'may not ban guests';
      await tx
        .updateTable('people')
        .set((eb) => ({ may_ban: allowed, version: eb('version', '+', 1) }))
        .where('id', '=', id)
        .execute();
      return { allowed };
    }),
};

function liftBan(context: Context, { id }: { id: string }): Promise<{ ban: Ban }> {
  return performAct(context, async (tx, actor, note) => {
    const row = await selectBans(tx, actor.org).where('id', '=', id).forUpdate().executeTakeFirst();
    const judge = { ...actor, mayBan: await mayBan(tx, actor) };
    enforce(refuseLifting(judge, row));
    if (!row) throw new AppError('not_found', 'There is no such ban.');
    note.target = { id: row.person_id, name: row.name };
    const now = context.now();
    note.silent = presentBan(row, now).state !== 'on';
    if (note.silent) return { ban: presentBan(row, now) };
    const change = { lifted_at: now, lifted_by: actor.id };
    await tx.updateTable('bans').set(change).where('id', '=', id).execute();
    return { ban: presentBan({ ...row, ...change }, now) };
  });
}

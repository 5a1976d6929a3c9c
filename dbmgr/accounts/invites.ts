import { v7 } from 'uuid';
import type { Invite } from '../../internal/contract/accounts.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { refuseAdmitting, refuseManyInvites } from '../../internal/policy/accounts.ts';
import { performAct, performLook } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/transact.ts';
import { hashSecret, newSecret } from '../logins/secrets.ts';
import { enforce } from '../refuse.ts';
import { presentInvite, selectInvites } from './present-invite.ts';

type Wish = { note: string; expires_in_days: number };

const dayMs = 24 * 3_600_000;
const maxListed = 200;

export function makeInvite(
  context: Context,
  wish: Wish,
): Promise<{ invite: Invite; secret: string }> {
  return performAct(context, async (tx, actor, note) => {
    enforce(refuseAdmitting(actor.role));
    enforce(refuseManyInvites(await countOpen(tx, actor.org, context.now())));
    const now = context.now();
    const id = v7();
    const secret = newSecret();
    note.target = { id, name: wish.note || 'an invitation' };
    await tx
      .insertInto('invites')
      .values({
        id,
        org_id: actor.org,
        hash: hashSecret(secret),
        team_id: null,
        note: wish.note,
        made_by: actor.id,
        made_at: now,
        expires_at: new Date(now.getTime() + wish.expires_in_days * dayMs),
        used_at: null,
        used_by: null,
        revoked_at: null,
      })
      .execute();
    const row = await selectInvites(tx, actor.org)
      .where('invites.id', '=', id)
      .executeTakeFirstOrThrow();
    return { invite: presentInvite(row, now), secret };
  });
}

export function listInvites(context: Context): Promise<{ invites: Invite[] }> {
  return performLook(context, async (db, actor) => {
    enforce(refuseAdmitting(actor.role));
    const rows = await selectInvites(db, actor.org)
      .orderBy('invites.made_at', 'desc')
      .orderBy('invites.id', 'desc')
      .limit(maxListed)
      .execute();
    return { invites: rows.map((row) => presentInvite(row, context.now())) };
  });
}

/** Nobody gets in with it any more. A second wish changes nothing. */
export function revokeInvite(
  context: Context,
  { id }: { id: string },
): Promise<Record<string, never>> {
  return performAct(context, async (tx, actor, note) => {
    enforce(refuseAdmitting(actor.role));
    const row = await tx
      .selectFrom('invites')
      .where('id', '=', id)
      .where('org_id', '=', actor.org)
      .select(['note', 'used_at', 'revoked_at'])
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw new AppError('not_found', 'There is no such invitation.');
    note.target = { id, name: row.note || 'an invitation' };
    if (row.used_at) throw new AppError('conflict', 'Somebody signed up with it already.');
    note.silent = row.revoked_at !== null;
    if (!note.silent) {
      await tx
        .updateTable('invites')
        .set({ revoked_at: context.now() })
        .where('id', '=', id)
        .execute();
    }
    return {};
  });
}

async function countOpen(tx: Transaction, org: string, now: Date): Promise<number> {
  const { count } = await tx
    .selectFrom('invites')
    .where('org_id', '=', org)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

import { v7 } from 'uuid';
import { addressGroup } from '../../internal/addresses/address-group.ts';
import { publishEvent } from '../../internal/bus/events.ts';
import type { Ban } from '../../internal/contract/bans.ts';
import { refuseBanned, refuseBanning } from '../../internal/policy/bans.ts';
import { performAct } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import { closeAllOf } from '../conversations/close-all.ts';
import type { Transaction } from '../database/transact.ts';
import type { Actor } from '../people/read-actor.ts';
import { endAllLogins, holdLogins } from '../people/switch-staff.ts';
import { enforce } from '../refuse.ts';
import { presentBan, selectBans } from './present-ban.ts';

type Wish = { id: string; minutes: number; reason: string; address: boolean };

const minuteMs = 60_000;

export function banGuest(context: Context, wish: Wish): Promise<{ ban: Ban }> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    const { id, minutes, reason } = wish;
    const now = context.now();
    const judge = { ...actor, mayBan: await mayBan(tx, actor) };
    enforce(refuseBanning(judge));
    await holdLogins(tx, id);
    const guest = await holdGuest(tx, id);
    enforce(refuseBanned(judge, guest));
    const { name } = guest!;
    note.target = { id, name };
    note.detail = `${minutes} minutes${reason ? `: ${reason}` : ''}`;
    const address = wish.address ? await readAddress(tx, id) : null;
    const banId = v7();
    await tx
      .insertInto('bans')
      .values({
        id: banId,
        org_id: actor.org,
        person_id: id,
        name,
        address_group: address,
        reason,
        made_by: actor.id,
        made_by_name: actor.name,
        made_at: now,
        until: new Date(now.getTime() + minutes * minuteMs),
        lifted_at: null,
        lifted_by: null,
      })
      .execute();
    await endAllLogins(tx, id, now);
    await closeAllOf(tx, afterCommit, context, { visitorId: id, reason: 'banned' });
    afterCommit(() =>
      publishEvent(context.bus, 'logins', 'loginsEnded', id, {
        person: id,
        logins: null,
        reason: 'banned',
      }),
    );
    const row = await selectBans(tx, actor.org).where('id', '=', banId).executeTakeFirstOrThrow();
    return { ban: presentBan(row, now) };
  });
}

export async function mayBan(tx: Transaction, actor: Actor): Promise<boolean> {
  const row = await tx
    .selectFrom('people')
    .where('id', '=', actor.id)
    .select('may_ban')
    .executeTakeFirst();
  return row?.may_ban === 1;
}

async function holdGuest(tx: Transaction, id: string) {
  const row = await tx
    .selectFrom('people')
    .where('id', '=', id)
    .select(['role', 'org_id', 'name'])
    .forUpdate()
    .executeTakeFirst();
  return row && { role: row.role, org: row.org_id, name: row.name };
}

/** Where the guest was last, whether or not that login still lives. */
async function readAddress(tx: Transaction, id: string): Promise<string | null> {
  const row = await tx
    .selectFrom('logins')
    .where('person_id', '=', id)
    .where('address', '!=', '')
    .select('address')
    .orderBy('used_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? addressGroup(row.address) : null;
}

import { sql } from 'kysely';
import { publishEvent } from '../../internal/bus/events.ts';
import type { Organisation } from '../../internal/contract/organisations.ts';
import {
  refuseOlder,
  refuseOrganising,
  refuseSwitchingOff,
} from '../../internal/policy/organisations.ts';
import { type Note, performAct } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import type { AfterCommit, Transaction } from '../database/transact.ts';
import type { Actor } from '../people/read-actor.ts';
import { leaveWork } from '../people/leave-work.ts';
import { enforce } from '../refuse.ts';
import { holdOrganisation } from './hold-organisation.ts';
import { readOrganisation } from './read-organisations.ts';
import { isOpen } from '../logins/is-live.ts';

type Target = { id: string; version?: number | undefined };
type Outcome = { organisation: Organisation };

/** Its people can sign in again; those who were switched off themselves stay it. */
export function activateOrganisation(context: Context, target: Target): Promise<Outcome> {
  return performAct(context, async (tx, actor, note) => {
    const before = await holdTarget(tx, actor, target, note);
    if (before.active) note.silent = true;
    else await setActive(tx, target.id, true);
    return { organisation: await readOrganisation(tx, target.id) };
  });
}

/** From the commit on no login of anybody in it is worth anything, and none is made. */
export function deactivateOrganisation(context: Context, target: Target): Promise<Outcome> {
  return performAct(context, async (tx, actor, note, afterCommit) => {
    const before = await holdTarget(tx, actor, target, note);
    enforce(refuseSwitchingOff(actor, target.id));
    if (before.active) {
      await setActive(tx, target.id, false);
      await endEverybodysLogins(tx, afterCommit, context, target.id);
    } else note.silent = true;
    return { organisation: await readOrganisation(tx, target.id) };
  });
}

async function holdTarget(tx: Transaction, actor: Actor, { id, version }: Target, note: Note) {
  enforce(refuseOrganising(actor.role));
  const before = await holdOrganisation(tx, id);
  note.target = { id, name: before.name };
  enforce(refuseOlder('this organisation', before.version, version));
  return before;
}

async function setActive(tx: Transaction, id: string, active: boolean): Promise<void> {
  await tx
    .updateTable('orgs')
    .set((eb) => ({ active, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

async function endEverybodysLogins(
  tx: Transaction,
  afterCommit: AfterCommit,
  context: Context,
  org: string,
): Promise<void> {
  const now = context.now();
  const ended = await tx
    .selectFrom('logins')
    .innerJoin('people', 'people.id', 'logins.person_id')
    .where('people.org_id', '=', org)
    .where(isOpen(now))
    .select('logins.person_id')
    .distinct()
    .execute();
  const ofOrg = tx.selectFrom('people').where('org_id', '=', org).select('id');
  await tx
    .updateTable('logins')
    .set({ ended_at: now, refresh_hash: null })
    .where('person_id', 'in', ofOrg)
    .where('ended_at', 'is', null)
    .execute();
  await tx
    .updateTable('people')
    .set({ auth_version: sql`auth_version + 1` })
    .where('org_id', '=', org)
    .execute();
  const owners = tx
    .selectFrom('conversations')
    .where('org_id', '=', org)
    .where('state', 'in', ['open', 'on_hold'])
    .where('owner_id', 'is not', null)
    .select('owner_id');
  const atWork = await tx
    .selectFrom('people')
    .where('org_id', '=', org)
    .where('role', 'in', ['agent', 'admin'])
    .where((eb) => eb.or([eb('online', '=', 1), eb('id', 'in', owners)]))
    .select('id')
    .orderBy('id')
    .execute();
  for (const { id } of atWork) await leaveWork(tx, afterCommit, context, { id, org });
  afterCommit(() => {
    for (const { person_id: person } of ended) {
      const payload = { person, logins: null, reason: 'organisation_off' };
      publishEvent(context.bus, 'logins', 'loginsEnded', person, payload);
    }
  });
}

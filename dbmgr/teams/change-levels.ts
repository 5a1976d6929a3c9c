import type { TeamLevel } from '../../internal/contract/channels.ts';
import { AppError } from '../../internal/contract/errors.ts';
import type { Team, TeamMember } from '../../internal/contract/teams.ts';
import {
  refuseMakingAdmin,
  refuseMoreAdmins,
  refuseMoreTeams,
  refuseTransferring,
  refuseUnmakingAdmin,
} from '../../internal/policy/teams.ts';
import type { Context } from '../context.ts';
import { transact, type Transaction } from '../database/transact.ts';
import { readActor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';
import type { Wish } from './change-members.ts';
import { appendLines, holdTeam, saveTeam } from './hold-team.ts';
import { countAdmins, countHeld, readLevel, readTeamMember, readWholeTeam } from './read-rows.ts';

/** Whoever is an admin stays one. */
export function makeAdmin(context: Context, wish: Wish): Promise<{ member: TeamMember }> {
  return transact(context.db, async (tx, afterCommit) => {
    const actor = await readActor(tx, context);
    const team = await holdTeam(tx, actor, wish.id);
    const level = await readLevel(tx, wish.id, wish.user);
    enforce(refuseMakingAdmin(team.seat, level));
    if (level === 'member') {
      enforce(refuseMoreAdmins(await countAdmins(tx, wish.id)));
      await setLevel(tx, wish, 'admin');
      const person = await readTeamMember(tx, wish.id, wish.user);
      await appendLines(tx, team, [{ what: 'made_admin', person: named(person) }], context.now());
      await saveTeam(tx, afterCommit, context, team);
    }
    return { member: await readTeamMember(tx, wish.id, wish.user) };
  });
}

export function unmakeAdmin(context: Context, wish: Wish): Promise<{ member: TeamMember }> {
  return transact(context.db, async (tx, afterCommit) => {
    const actor = await readActor(tx, context);
    const team = await holdTeam(tx, actor, wish.id);
    enforce(refuseUnmakingAdmin(team.seat.level, await readLevel(tx, wish.id, wish.user)));
    await setLevel(tx, wish, 'member');
    const member = await readTeamMember(tx, wish.id, wish.user);
    await appendLines(tx, team, [{ what: 'unmade_admin', person: named(member) }], context.now());
    await saveTeam(tx, afterCommit, context, team);
    return { member };
  });
}

/**
 * The row of the one who gets it is held before the team, as it is when they make one: so that
 * they do not pass the limit. Two who give each other a team at once wait, and one begins again.
 */
export function transferTeam(context: Context, wish: Wish): Promise<{ team: Team }> {
  return transact(context.db, async (tx, afterCommit) => {
    const actor = await readActor(tx, context);
    const heir = await holdHeir(tx, actor.org, wish.user);
    const team = await holdTeam(tx, actor, wish.id);
    const level = await readLevel(tx, wish.id, wish.user);
    enforce(refuseTransferring(team.seat.level, level));
    if (!heir?.active) throw switchedOff();
    enforce(refuseMoreTeams(await countHeld(tx, heir.id), 'theirs'));
    if (level === 'member') enforce(refuseMoreAdmins(await countAdmins(tx, wish.id)));
    await setLevel(tx, { id: wish.id, user: actor.id }, 'admin');
    await setLevel(tx, wish, 'super_admin');
    team.row = { ...team.row, super_admin: heir.id, version: team.row.version + 1 };
    const { super_admin, version } = team.row;
    await tx.updateTable('teams').set({ super_admin, version }).where('id', '=', wish.id).execute();
    await appendLines(tx, team, [{ what: 'transferred', person: named(heir) }], context.now());
    await saveTeam(tx, afterCommit, context, team);
    return { team: await readWholeTeam(tx, team.row) };
  });
}

async function holdHeir(tx: Transaction, org: string, personId: string) {
  return tx
    .selectFrom('people')
    .where('id', '=', personId)
    .where('org_id', '=', org)
    .select(['id', 'name', 'active'])
    .forUpdate()
    .executeTakeFirst();
}

async function setLevel(tx: Transaction, wish: Wish, level: TeamLevel): Promise<void> {
  await tx
    .updateTable('members')
    .set({ level })
    .where('channel_id', '=', wish.id)
    .where('person_id', '=', wish.user)
    .execute();
}

function named({ id, name }: { id: string; name: string }) {
  return { id, name };
}

function switchedOff(): AppError {
  const message = 'Their account is switched off. Give the team to somebody else.';
  return new AppError('conflict', message);
}

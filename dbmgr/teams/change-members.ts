import { AppError } from '../../internal/contract/errors.ts';
import type { TeamMember } from '../../internal/contract/teams.ts';
import {
  refuseAddingMember,
  refuseLeaving,
  refuseMoreMembers,
  refuseRemovingMember,
} from '../../internal/policy/teams.ts';
import { addMember as addToChannel, removeMember } from '../channels/members.ts';
import { presentTeamChannel } from '../channels/present-channel.ts';
import type { Context } from '../context.ts';
import { releaseFromUnstaffed } from '../conversations/release-from-team.ts';
import { type AfterCommit, transact, type Transaction } from '../database/transact.ts';
import { readActor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';
import { findNewcomers, type Newcomer } from './find-newcomers.ts';
import { appendLines, type HeldTeam, holdTeam, saveTeam } from './hold-team.ts';
import { presentFacts } from './present-team.ts';
import { countMembers, readLevel, readTeamMember } from './read-rows.ts';
import { leaveThreads, returnToThreads } from './team-threads.ts';
import { tellCome, tellGone } from './tell.ts';

export type Wish = { id: string; user: string };

/** What was said in the team before they came is theirs to read, and nothing of it is unread. */
export function addMember(context: Context, wish: Wish): Promise<{ member: TeamMember }> {
  return transact(context.db, async (tx, afterCommit) => {
    const actor = await readActor(tx, context);
    const team = await holdTeam(tx, actor, wish.id);
    enforce(refuseAddingMember(team.seat));
    if ((await readLevel(tx, wish.id, wish.user)) === null) {
      const [newcomer] = await findNewcomers(tx, actor.org, [wish.user]);
      if (!newcomer) throw new AppError('not_found', 'There is nobody of that id with an account.');
      enforce(refuseMoreMembers(await countMembers(tx, wish.id)));
      await letIn(tx, afterCommit, context, team, newcomer);
    }
    return { member: await readTeamMember(tx, wish.id, wish.user) };
  });
}

async function letIn(
  tx: Transaction,
  afterCommit: AfterCommit,
  context: Context,
  team: HeldTeam,
  person: Newcomer,
): Promise<void> {
  const { log } = team;
  const firstLive = log.head + 1;
  await addToChannel(tx, log, person.id, { seen: firstLive });
  await appendLines(tx, team, [{ what: 'added', person }], context.now());
  const place = { head: log.head, member_version: log.memberVersion, seen_seq: firstLive };
  const channel = presentTeamChannel(presentFacts(team.row), 'member', place);
  afterCommit(() => tellCome(context, [{ person: person.id, channel, from_seq: firstLive }]));
  await saveTeam(tx, afterCommit, context, team);
  const threads = await returnToThreads(tx, team.row.id, person);
  afterCommit(() => tellCome(context, threads));
}

export function removeFromTeam(context: Context, wish: Wish): Promise<Record<string, never>> {
  return transact(context.db, async (tx, afterCommit) => {
    const actor = await readActor(tx, context);
    const team = await holdTeam(tx, actor, wish.id);
    const level = await readLevel(tx, wish.id, wish.user);
    enforce(refuseRemovingMember(team.seat.level, level));
    const person = { id: wish.user, name: await readName(tx, wish.user) };
    await letGo(tx, afterCommit, context, team, { what: 'removed', person });
    return {};
  });
}

export function leaveTeam(
  context: Context,
  { id }: { id: string },
): Promise<Record<string, never>> {
  return transact(context.db, async (tx, afterCommit) => {
    const actor = await readActor(tx, context);
    const team = await holdTeam(tx, actor, id);
    enforce(refuseLeaving(team.seat.level));
    const person = { id: actor.id, name: actor.name };
    await letGo(tx, afterCommit, context, team, { what: 'left', person });
    return {};
  });
}

type Going = { what: 'removed' | 'left'; person: { id: string; name: string } };

/** Those who stay are told by the team's channel; whoever goes hears nothing after it. */
async function letGo(
  tx: Transaction,
  afterCommit: AfterCommit,
  context: Context,
  team: HeldTeam,
  line: Going,
): Promise<void> {
  const { log } = team;
  const { person } = line;
  await removeMember(tx, log, person.id);
  await appendLines(tx, team, [line], context.now());
  await saveTeam(tx, afterCommit, context, team);
  const fromThreads = await leaveThreads(tx, team.row.id, person.id);
  const { id, org_id: org } = team.row;
  await releaseFromUnstaffed(tx, afterCommit, context, { ids: [id], org });
  const { id: channel_id, memberVersion: member_version } = log;
  const gone = { person: person.id, channel_id, member_version };
  afterCommit(() => tellGone(context, [...fromThreads, gone]));
}

/** Somebody may be in a team whose row was deleted by hand. */
async function readName(tx: Transaction, personId: string): Promise<string> {
  const row = await tx
    .selectFrom('people')
    .where('id', '=', personId)
    .select('name')
    .executeTakeFirst();
  return row?.name ?? 'Somebody who is gone';
}

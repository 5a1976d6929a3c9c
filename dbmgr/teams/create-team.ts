import { sql } from 'kysely';
import { v7 as uuid } from 'uuid';
import { AppError } from '../../internal/contract/errors.ts';
import type { Features } from '../../internal/contract/features.ts';
import type { InputOf, OutputOf } from '../../internal/contract/types.ts';
import { refuseMoreTeams, refuseTeams } from '../../internal/policy/teams.ts';
import type { LockedLog } from '../channels/locked-log.ts';
import { presentTeamChannel } from '../channels/present-channel.ts';
import type { Context } from '../context.ts';
import { type AfterCommit, transact, type Transaction } from '../database/transact.ts';
import { type Actor, readActor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';
import { findNewcomers, type Newcomer } from './find-newcomers.ts';
import { appendLines, saveTeam } from './hold-team.ts';
import { presentFacts, type TeamRow } from './present-team.ts';
import { countHeld, readWholeTeam } from './read-rows.ts';
import { tellCome } from './tell.ts';
import { writeTags } from './write-tags.ts';

type Operation = Features['teams']['operations']['createTeam'];
type Input = InputOf<Operation>;

/** Their own row is held, so that two wishes at once do not pass the limit together. */
export function createTeam(context: Context, input: Input): Promise<OutputOf<Operation>> {
  return transact(context.db, async (tx, afterCommit) => {
    const actor = await readActor(tx, context);
    enforce(refuseTeams(actor.role));
    enforce(refuseMoreTeams(await countHeld(tx, actor.id), 'yours'));
    const invited = await findInvited(tx, actor, input.members);
    const row: TeamRow = {
      id: uuid(),
      org_id: actor.org,
      name: input.name,
      icon: input.icon,
      active: 1,
      super_admin: actor.id,
      version: 1,
      made_at: context.now(),
    };
    const log = await insertTeam(tx, row);
    await writeTags(tx, row.id, input.meta_tags);
    await insertMembers(tx, row, invited);
    const added = invited.map((person) => ({ what: 'added' as const, person }));
    const lines = [{ what: 'created' as const }, ...added];
    await appendLines(tx, { log, row, actor }, lines, row.made_at);
    tellMembers(afterCommit, context, log, row, invited);
    await saveTeam(tx, afterCommit, context, { log });
    return { team: await readWholeTeam(tx, row) };
  });
}

/** Throws `invalid` when an id is of nobody who may be in a team. */
async function findInvited(
  tx: Transaction,
  actor: Actor,
  ids: readonly string[],
): Promise<Newcomer[]> {
  const others = [...new Set(ids)].filter((id) => id !== actor.id);
  const found = await findNewcomers(tx, actor.org, others);
  if (found.length === others.length) return found;
  const message = 'Some of the members have no account here, or one that is switched off.';
  const fields = { members: 'holds ids of people who cannot be in a team' };
  throw new AppError('invalid', `${message} The team was not made.`, { fields });
}

async function insertTeam(tx: Transaction, row: TeamRow): Promise<LockedLog> {
  const { id, org_id: org, made_at: at } = row;
  await tx
    .insertInto('channels')
    .values({ id, org_id: org, kind: 'team', changed_at: at, made_at: at })
    .execute();
  await tx
    .insertInto('teams')
    .values({ ...row, active: true })
    .execute();
  return { id, org, kind: 'team', head: 0, memberVersion: 1, entries: [] };
}

async function insertMembers(
  tx: Transaction,
  row: TeamRow,
  invited: readonly Newcomer[],
): Promise<void> {
  const common = { channel_id: row.id, joined_version: 1, joined_at: sql<Date>`now(3)` };
  const members = invited.map(({ id }) => ({ ...common, person_id: id, level: 'member' as const }));
  const holder = { ...common, person_id: row.super_admin, level: 'super_admin' as const };
  await tx
    .insertInto('members')
    .values([holder, ...members])
    .execute();
}

function tellMembers(
  afterCommit: AfterCommit,
  context: Context,
  log: LockedLog,
  row: TeamRow,
  invited: readonly Newcomer[],
): void {
  const place = { head: log.head, member_version: log.memberVersion, seen_seq: 0 };
  const channelFor = (level: 'member' | 'super_admin') =>
    presentTeamChannel(presentFacts(row), level, place);
  const holder = { person: row.super_admin, channel: channelFor('super_admin'), from_seq: 1 };
  const members = invited.map(({ id }) => ({
    person: id,
    channel: channelFor('member'),
    from_seq: 1,
  }));
  afterCommit(() => tellCome(context, [holder, ...members]));
}

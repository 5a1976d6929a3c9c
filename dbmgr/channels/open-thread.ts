import { sql } from 'kysely';
import { publishEvent } from '../../internal/bus/events.ts';
import type { Channel } from '../../internal/contract/channels.ts';
import { threadId } from '../../internal/contract/threads.ts';
import { refuseThread } from '../../internal/policy/team-writing.ts';
import type { Context } from '../context.ts';
import { transact, type Transaction } from '../database/transact.ts';
import { type Actor, readActor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';
import { type LockedLog, saveLog } from './locked-log.ts';
import { addMember } from './members.ts';
import { presentThread } from './present-channel.ts';

type Somebody = { id: string; name: string; isInTeam: boolean };

/** Two of a team, whose channel this transaction holds, and their thread if it is there. */
type Pair = {
  id: string;
  teamId: string;
  isActive: boolean;
  people: Somebody[];
  log: LockedLog | null;
  /** How far those have read who are in the thread. */
  seen: Map<string, number>;
};

/**
 * The thread of the acting person and somebody else of the team, made if there is none; one that
 * the other has left is theirs to read. The team's channel is held, so that 50 wishes at once make
 * one, and none is made while either of them is taken out of the team.
 */
export function openThread(
  context: Context,
  wish: { team_id: string; person_id: string },
): Promise<{ channel: Channel }> {
  return transact(context.db, async (tx, afterCommit) => {
    const actor = await readActor(tx, context);
    const pair = await holdPair(tx, actor, wish.team_id, wish.person_id);
    const members = pair.people.filter(({ isInTeam }) => isInTeam);
    const missing = members.filter(({ id }) => !pair.seen.has(id));
    if (pair.log && pair.seen.has(actor.id) && missing.length === 0) {
      return { channel: presentFor(actor.id, pair, pair.log) };
    }
    const isSelf = wish.person_id === actor.id;
    const areMembers = members.length === (isSelf ? 1 : 2);
    enforce(refuseThread(actor, { isSelf, areMembers, isActive: pair.isActive }));
    const log = pair.log ?? (await insertThread(tx, actor.org, pair));
    for (const { id } of missing) await addMember(tx, log, id);
    await saveLog(tx, log);
    afterCommit(() => {
      for (const { id } of missing) {
        const channel = presentFor(id, pair, log);
        const told = { person: id, channel, from_seq: log.head + 1 };
        publishEvent(context.bus, 'channels', 'channelJoined', id, told);
      }
    });
    return { channel: presentFor(actor.id, pair, log) };
  });
}

/** Locks in the order of ids, as everybody does. */
async function holdPair(
  tx: Transaction,
  { id: actorId, org }: Actor,
  teamId: string,
  personId: string,
): Promise<Pair> {
  const id = threadId(teamId, actorId, personId);
  const rows = await tx
    .selectFrom('channels')
    .select(['id', 'kind', 'head', 'member_version'])
    .where('id', 'in', [teamId, id])
    .where('org_id', '=', org)
    .orderBy('id')
    .forUpdate()
    .execute();
  const row = rows.find((one) => one.id === id);
  const team = await tx
    .selectFrom('teams')
    .select('active')
    .where('id', '=', teamId)
    .where('org_id', '=', org)
    .executeTakeFirst();
  const people = await tx
    .selectFrom('people')
    .leftJoin('members', (join) =>
      join.onRef('members.person_id', '=', 'people.id').on('members.channel_id', '=', teamId),
    )
    .where('people.id', 'in', [actorId, personId])
    .where('people.org_id', '=', org)
    .select(['people.id', 'people.name', 'members.person_id as member'])
    .execute();
  const marks = await tx
    .selectFrom('members')
    .where('channel_id', '=', id)
    .select(['person_id', 'seen_seq'])
    .execute();
  return {
    id,
    teamId,
    isActive: team?.active === 1,
    people: people.map((one) => ({
      id: one.id,
      name: one.name,
      isInTeam: team !== undefined && one.member !== null,
    })),
    log: row ? { ...row, org, memberVersion: row.member_version, entries: [] } : null,
    seen: new Map(marks.map((mark) => [mark.person_id, mark.seen_seq])),
  };
}

async function insertThread(
  tx: Transaction,
  org: string,
  { id, teamId, people }: Pair,
): Promise<LockedLog> {
  const at = sql<Date>`now(3)`;
  await tx
    .insertInto('channels')
    .values({ id, org_id: org, kind: 'direct', team_id: teamId, changed_at: at, made_at: at })
    .execute();
  const [first_id, second_id] = people.map((one) => one.id).toSorted() as [string, string];
  await tx
    .insertInto('threads')
    .values({ channel_id: id, team_id: teamId, first_id, second_id })
    .execute();
  return { id, org, kind: 'direct', head: 0, memberVersion: 1, entries: [] };
}

function presentFor(person: string, { id, teamId, people, seen }: Pair, log: LockedLog): Channel {
  const other = people.find((one) => one.id !== person)!;
  const { head, memberVersion: member_version } = log;
  const place = { head, member_version, seen_seq: seen.get(person) ?? 0 };
  return presentThread({ id, teamId }, other, place);
}

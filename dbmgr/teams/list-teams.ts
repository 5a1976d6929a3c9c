import type { Kysely } from 'kysely';
import type { Features } from '../../internal/contract/features.ts';
import type { Team } from '../../internal/contract/teams.ts';
import type { InputOf, OutputOf } from '../../internal/contract/types.ts';
import { refuseLooking, refuseTeams } from '../../internal/policy/teams.ts';
import { cutIntoPieces } from '../channels/pieces.ts';
import type { Context } from '../context.ts';
import { cutPage, directionOf, escapeLike, rowsToRead } from '../database/keyset.ts';
import type { Tables } from '../database/tables.ts';
import { type Actor, findActor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';
import { presentMember, presentTeam, type TeamRow } from './present-team.ts';
import {
  readLevel,
  readMemberRows,
  readTags,
  readTeamRow,
  readWholeTeam,
  selectTeamMembers,
} from './read-rows.ts';

type Operations = Features['teams']['operations'];
type Wish = InputOf<Operations['listTeams']>;
type MembersWish = InputOf<Operations['listTeamMembers']>;

/** Ids of this many people are more than 256 KiB, and more than the largest team has. */
const maxIdsRead = 7000;

const levels = { creator: 'super_admin', admin: 'admin', member: 'member' } as const;

export async function listTeams(
  context: Context,
  wish: Wish,
): Promise<OutputOf<Operations['listTeams']>> {
  const { db } = context;
  const actor = await findActor(db, context);
  enforce(refuseTeams(actor.role));
  const rows = await selectTeams(db, actor, wish).execute();
  const shown = rows.slice(0, wish.limit);
  const whole = await readWholeTeams(db, shown, directionOf(wish));
  const fitting = cutIntoPieces(whole)[0] ?? [];
  const page = { ...wish, limit: fitting.length };
  const { items, next, prev } = cutPage(rows, page, ({ id }) => id);
  const byId = new Map(fitting.map((team) => [team.id, team]));
  return { teams: items.map(({ id }) => byId.get(id)!), next, prev };
}

function selectTeams(db: Kysely<Tables>, actor: Actor, wish: Wish) {
  const direction = directionOf(wish);
  let query = db
    .selectFrom('members')
    .innerJoin('teams', 'teams.id', 'members.channel_id')
    .where('members.person_id', '=', actor.id)
    .where('teams.org_id', '=', actor.org)
    .selectAll('teams')
    .orderBy('members.channel_id', direction)
    .limit(rowsToRead(wish));
  if (wish.before !== undefined) query = query.where('members.channel_id', '<', wish.before);
  else if (wish.after !== undefined) query = query.where('members.channel_id', '>', wish.after);
  if (wish.role) query = query.where('members.level', '=', levels[wish.role]);
  const { tag } = wish;
  if (tag !== undefined) {
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('team_tags')
          .whereRef('team_tags.team_id', '=', 'teams.id')
          .where('team_tags.tag', '=', tag)
          .select('team_tags.tag'),
      ),
    );
  }
  const words = wish.q?.normalize('NFC').trim().toLowerCase();
  if (words) {
    const pattern = `%${escapeLike(words)}%`;
    query = query.where((eb) => eb(eb.fn<string>('lower', ['teams.name']), 'like', pattern));
  }
  return query;
}

/** As many from the start as can fit an answer, each with all of its members; at least one. */
async function readWholeTeams(
  db: Kysely<Tables>,
  rows: readonly TeamRow[],
  direction: 'asc' | 'desc',
): Promise<Team[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const read = await readMemberRows(db, ids, { limit: maxIdsRead, direction });
  // The last of them may have more members than were read.
  const isCut = read.length === maxIdsRead;
  const last = isCut ? ids.indexOf(read.at(-1)!.channel_id) : ids.length;
  const members = Map.groupBy(read, (row) => row.channel_id);
  const tags = await readTags(db, ids);
  return rows
    .slice(0, last)
    .map((row) =>
      presentTeam(row, tags.get(row.id) ?? [], inOrder(members.get(row.id) ?? [], direction)),
    );
}

function inOrder<T>(rows: T[], direction: 'asc' | 'desc'): T[] {
  return direction === 'asc' ? rows : rows.toReversed();
}

export async function readTeam(context: Context, { id }: { id: string }): Promise<{ team: Team }> {
  const row = await lookAtTeam(context, id);
  return { team: await readWholeTeam(context.db, row) };
}

export async function listTeamMembers(
  context: Context,
  wish: MembersWish,
): Promise<OutputOf<Operations['listTeamMembers']>> {
  await lookAtTeam(context, wish.id);
  const direction = directionOf(wish);
  let query = selectTeamMembers(context.db, wish.id)
    .orderBy('members.person_id', direction)
    .limit(rowsToRead(wish));
  if (wish.before !== undefined) query = query.where('members.person_id', '<', wish.before);
  else if (wish.after !== undefined) query = query.where('members.person_id', '>', wish.after);
  const { items, next, prev } = cutPage(await query.execute(), wish, ({ id }) => id);
  return { members: items.map(presentMember), next, prev };
}

/** Throws `not_found` unless the acting person is in the team. */
async function lookAtTeam(context: Context, teamId: string): Promise<TeamRow> {
  const { db } = context;
  const actor = await findActor(db, context);
  enforce(refuseTeams(actor.role));
  const row = await readTeamRow(db, actor.org, teamId);
  enforce(refuseLooking(row ? await readLevel(db, teamId, actor.id) : null));
  return row!;
}

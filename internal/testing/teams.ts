import { v7 as uuid } from 'uuid';
import { threadId } from '../contract/threads.ts';
import type { Sql } from './database.ts';

type Somebody = { id: string };

/**
 * A team as dbmgr leaves it, with nobody told: the first of its members is its super admin. Returns
 * its id.
 */
export async function openTeam(
  { sql }: { sql: Sql },
  members: readonly Somebody[],
  { name = 'Team', org = 'main', icon = null as string | null } = {},
): Promise<string> {
  const id = uuid();
  await sql(
    `INSERT INTO channels (id, org_id, kind, changed_at, made_at)
     VALUES (?, ?, 'team', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    [id, org],
  );
  await sql(
    `INSERT INTO teams (id, org_id, name, icon, super_admin, made_at)
     VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(3))`,
    [id, org, name, icon, members[0]!.id],
  );
  await sql(
    `INSERT INTO members (channel_id, person_id, joined_version, joined_at, level)
     VALUES ${members.map(() => '(?, ?, 1, UTC_TIMESTAMP(3), ?)').join(', ')}`,
    members.flatMap((one, place) => [id, one.id, place === 0 ? 'super_admin' : 'member']),
  );
  return id;
}

/** The thread of two of a team, as dbmgr leaves it, with nobody told. Returns its channel's id. */
export async function openThread(
  { sql }: { sql: Sql },
  team: string,
  one: Somebody,
  other: Somebody,
): Promise<string> {
  const id = threadId(team, one.id, other.id);
  await sql(
    `INSERT INTO channels (id, org_id, kind, team_id, changed_at, made_at)
     SELECT ?, org_id, 'direct', id, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) FROM channels
     WHERE id = ?`,
    [id, team],
  );
  await sql('INSERT INTO threads (channel_id, team_id, first_id, second_id) VALUES (?, ?, ?, ?)', [
    id,
    team,
    ...[one.id, other.id].toSorted(),
  ]);
  await sql(
    `INSERT INTO members (channel_id, person_id, joined_version, joined_at)
     VALUES (?, ?, 1, UTC_TIMESTAMP(3)), (?, ?, 1, UTC_TIMESTAMP(3))`,
    [id, one.id, id, other.id],
  );
  return id;
}

/** As many teams of one person, `Team 001` and on, with nobody told. */
export async function openTeams({ sql }: { sql: Sql }, one: Somebody, count: number) {
  const teams = Array.from({ length: count }, (_, at) => ({
    id: uuid(),
    name: `Team ${String(at + 1).padStart(3, '0')}`,
  }));
  const rows = (row: string) => teams.map(() => row).join(', ');
  await sql(
    `INSERT INTO channels (id, org_id, kind, changed_at, made_at)
     VALUES ${rows("(?, 'main', 'team', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))")}`,
    teams.map(({ id }) => id),
  );
  await sql(
    `INSERT INTO teams (id, org_id, name, super_admin, made_at)
     VALUES ${rows("(?, 'main', ?, ?, UTC_TIMESTAMP(3))")}`,
    teams.flatMap(({ id, name }) => [id, name, one.id]),
  );
  await sql(
    `INSERT INTO members (channel_id, person_id, joined_version, joined_at, level)
     VALUES ${rows("(?, ?, 1, UTC_TIMESTAMP(3), 'super_admin')")}`,
    teams.flatMap(({ id }) => [id, one.id]),
  );
}

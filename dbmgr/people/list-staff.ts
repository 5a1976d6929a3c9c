import type { StaffMember } from '../../internal/contract/staff.ts';
import {
  type Managed,
  managesEverywhere,
  maxStaff,
  refuseManaging,
} from '../../internal/policy/staff.ts';
import { performLook } from '../audit/perform.ts';
import type { Context } from '../context.ts';
import type { Database } from '../database/open-database.ts';
import { listOfWords } from '../desks/hold-desks.ts';
import { enforce } from '../refuse.ts';
import { readTeamsOfAgents } from '../teams/teams-of.ts';

/** Of all organisations together; each has at most `maxStaff`. */
const maxListed = 2000;

/** All agents of the acting person's organisation, or the admins of all of them, by name. */
export async function listStaff(
  context: Context,
  managed: Managed,
): Promise<{ people: StaffMember[] }> {
  return performLook(context, async (db, actor) => {
    enforce(refuseManaging(actor.role, managed));
    const everywhere = managesEverywhere(managed);
    const all = db.selectFrom('people').where('role', '=', managed);
    const rows = await (everywhere ? all : all.where('org_id', '=', actor.org))
      .select([
        'id',
        'org_id',
        'name',
        'email',
        'active',
        'online',
        'seat_limit',
        'version',
        'may_ban',
      ])
      .select(['added_at', 'last_login_at'])
      .orderBy('name')
      .orderBy('id')
      .limit(everywhere ? maxListed : maxStaff)
      .execute();
    const described = managed === 'agent' ? await describeAgents(db, actor.org) : nothing;
    const people = rows.map((row) => ({
      id: row.id,
      name: row.name,
      ...(everywhere ? { org: row.org_id } : {}),
      email: row.email ?? '',
      active: row.active === 1,
      online: row.online === 1,
      limit: row.seat_limit,
      ...(managed === 'agent' ? { may_ban: row.may_ban === 1, ...described.get(row.id) } : {}),
      version: row.version,
      added_at: row.added_at.toISOString(),
      last_login_at: row.last_login_at?.toISOString() ?? null,
    }));
    return { people };
  });
}

const nothing: ReadonlyMap<string, Described> = new Map();

type Described = { languages: string[]; skills: string[]; teams: string[] };

/** What agents speak and know, and the teams they are in, by name. */
async function describeAgents(db: Database, org: string): Promise<Map<string, Described>> {
  const desks = await db
    .selectFrom('desks')
    .where('org_id', '=', org)
    .select(['person_id', 'languages', 'skills'])
    .execute();
  const teamsOf = await readTeamsOfAgents(db, org, 'name');
  const all = new Map<string, Described>();
  for (const [id, teams] of teamsOf) all.set(id, { languages: [], skills: [], teams });
  for (const { person_id: id, languages, skills } of desks) {
    const teams = teamsOf.get(id) ?? [];
    all.set(id, { languages: listOfWords(languages), skills: listOfWords(skills), teams });
  }
  return all;
}

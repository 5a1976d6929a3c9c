import type { Kysely } from 'kysely';
import type { Features } from '../../internal/contract/features.ts';
import type { Colleague } from '../../internal/contract/desks.ts';
import type { OutputOf } from '../../internal/contract/types.ts';
import { stateOfDesk } from '../../internal/policy/desks.ts';
import type { Tables } from '../database/tables.ts';
import type { Actor } from '../people/read-actor.ts';
import { findStaffed } from '../teams/staffed.ts';
import { type Desk, readDesks } from './hold-desks.ts';

type Output = OutputOf<Features['desks']['operations']['listColleagues']>;

const maxPeople = 300;
const order = ['free', 'full', 'paused', 'away', 'offline'];

/** Agents and admins of the house, and members who are in a team with whoever asks. */
export async function listColleagues(db: Kysely<Tables>, actor: Actor, now: Date): Promise<Output> {
  const staff = await db
    .selectFrom('people')
    .where('org_id', '=', actor.org)
    .where('role', 'in', ['agent', 'admin'])
    .where('active', '=', 1)
    .where('id', '!=', actor.id)
    .select(['id', 'name', 'role'])
    .orderBy('name')
    .limit(maxPeople)
    .execute();
  const ids = staff.map(({ id }) => id);
  const desks = await readDesks(db, ids, now);
  const people: Colleague[] = staff.map(({ id, name, role }) => {
    const desk = desks.get(id);
    const { open = 0, limit = 0, offered = [] } = desk ?? {};
    const facts = desk && { ...desk, taken: open + offered.length };
    return {
      id,
      name,
      role: role as 'agent' | 'admin',
      state: facts ? stateOfDesk(facts) : 'offline',
      open: open + offered.length,
      limit,
      dnd: desk?.dnd ?? false,
    };
  });
  const rank = ({ state, open }: Colleague) => order.indexOf(state) * 1000 + open;
  return {
    people: [...people.toSorted((a, b) => rank(a) - rank(b)), ...(await readMembers(db, actor))],
    teams: await readTeams(db, actor.org, [...desks.values()]),
    automations: await db
      .selectFrom('automations')
      .where('org_id', '=', actor.org)
      .where('active', '=', 1)
      .select(['name', 'title'])
      .orderBy('title')
      .execute(),
  };
}

/** Specialists: they have no seats, and are brought in from a team that both are in. */
async function readMembers(db: Kysely<Tables>, actor: Actor): Promise<Colleague[]> {
  const rows = await db
    .selectFrom('members as mine')
    .innerJoin('teams', 'teams.id', 'mine.channel_id')
    .innerJoin('members as theirs', 'theirs.channel_id', 'mine.channel_id')
    .innerJoin('people', 'people.id', 'theirs.person_id')
    .where('mine.person_id', '=', actor.id)
    .where('teams.org_id', '=', actor.org)
    .where('people.role', '=', 'member')
    .where('people.active', '=', 1)
    .select(['people.id', 'people.name'])
    .distinct()
    .orderBy('people.name')
    .limit(maxPeople)
    .execute();
  const none = { state: 'offline', open: 0, limit: 0, dnd: false } as const;
  return rows.map(({ id, name }) => ({ id, name, role: 'member', ...none }));
}

async function readTeams(db: Kysely<Tables>, org: string, desks: readonly Desk[]) {
  const rows = await db
    .selectFrom('teams')
    .where('org_id', '=', org)
    .where('active', '=', 1)
    .select(['id', 'name'])
    .orderBy('name')
    .limit(maxPeople)
    .execute();
  const staffed = await findStaffed(
    db,
    org,
    rows.map(({ id }) => id),
  );
  const able = rows.filter(({ id }) => staffed.has(id));
  return able.map(({ id, name }) => {
    const its = desks.filter(({ teams, role }) => role === 'agent' && teams.includes(id));
    const free = its.filter((desk) => {
      const taken = desk.open + desk.offered.length;
      return stateOfDesk({ ...desk, taken }) === 'free';
    });
    return { id, name, free: free.length };
  });
}

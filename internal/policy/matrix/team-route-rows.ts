import type { TeamRelation } from './team-rows.ts';

/** An address of teams, what is named, and what whoever has an account gets; others get 403. */
type TeamRouteRow = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  relation: TeamRelation | 'nobody there' | 'nothing is named';
  status: number;
};

type Allowed = [TeamRouteRow['method'], string, TeamRelation, number];

const hold = 'a member of a team they hold';
const adminOfTheirs = 'an admin of a team they hold';

const allowed: Allowed[] = [
  ['GET', '/v1/teams/:id', 'a member of a team they are in', 200],
  ['PATCH', '/v1/teams/:id', hold, 200],
  ['DELETE', '/v1/teams/:id', hold, 204],
  ['GET', '/v1/teams/:id/members', 'a member of a team they are in', 200],
  ['PUT', '/v1/teams/:id/members/:user', 'a colleague and a team they administer', 200],
  ['DELETE', '/v1/teams/:id/members/:user', 'a member of a team they administer', 204],
  ['PUT', '/v1/teams/:id/admins/:user', hold, 200],
  ['DELETE', '/v1/teams/:id/admins/:user', adminOfTheirs, 204],
  ['POST', '/v1/teams/:id/leave', 'a member of a team they are in', 204],
  ['POST', '/v1/teams/:id/transfer', hold, 200],
];

const strangers = ['a member of a team they are not in', 'nobody there'] as const;

/** What the levels may do stands in `teamRows`; here, that each address asks at all. */
export const teamRouteRows: readonly TeamRouteRow[] = [
  { method: 'GET', path: '/v1/people', relation: 'nothing is named', status: 200 },
  { method: 'GET', path: '/v1/teams', relation: 'nothing is named', status: 200 },
  { method: 'POST', path: '/v1/teams', relation: 'nothing is named', status: 201 },
  ...allowed.flatMap(([method, path, relation, status]) => [
    { method, path, relation, status },
    ...strangers.map((stranger) => ({ method, path, relation: stranger, status: 404 })),
  ]),
  { method: 'POST', path: '/v1/teams/:id/leave', relation: hold, status: 409 },
  {
    method: 'DELETE',
    path: '/v1/teams/:id/members/:user',
    relation: 'an admin of a team they administer',
    status: 403,
  },
];

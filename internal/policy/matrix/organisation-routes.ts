import type { OrganisationRelation } from './organisation-rows.ts';

/** A page or a form about organisations, and what its role gets. */
export type OrganisationRoute = {
  method: 'GET' | 'POST';
  path: string;
  who: 'super admin' | 'admin';
  status: number;
  relation?:
    | OrganisationRelation
    | 'nobody there'
    | 'a visitor'
    | 'an agent'
    | 'somebody of another organisation';
};

const path = '/super/organisations';
const who = 'super admin';

export const organisationRoutes: OrganisationRoute[] = [
  { method: 'GET', path, who, status: 200 },
  { method: 'GET', path: `${path}/new`, who, status: 200 },
  { method: 'POST', path, who, status: 303 },
  { method: 'GET', path: `${path}/:id`, who, status: 200, relation: 'another organisation' },
  { method: 'GET', path: `${path}/:id`, who, status: 404, relation: 'nobody there' },
  ...['', '/activate', '/deactivate'].flatMap((end): OrganisationRoute[] => [
    {
      method: 'POST',
      path: `${path}/:id${end}`,
      who,
      status: 303,
      relation: 'another organisation',
    },
    { method: 'POST', path: `${path}/:id${end}`, who, status: 404, relation: 'nobody there' },
  ]),
  {
    method: 'POST',
    path: `${path}/:id/deactivate`,
    who,
    status: 409,
    relation: 'their own organisation',
  },
  { method: 'GET', path: '/admin/identity', who: 'admin', status: 200 },
  { method: 'POST', path: '/admin/identity', who: 'admin', status: 303 },
  ...(
    [
      ['an identity key', 303],
      ['an identity key of another organisation', 404],
      ['nobody there', 404],
    ] as const
  ).map(([relation, status]): OrganisationRoute => ({
    method: 'POST',
    path: '/admin/identity/:id/revoke',
    who: 'admin',
    status,
    relation,
  })),
  { method: 'GET', path: '/admin/what-if', who: 'admin', status: 200 },
  { method: 'GET', path: '/admin/bans', who: 'admin', status: 200 },
  { method: 'POST', path: '/admin/bans', who: 'admin', status: 303, relation: 'a visitor' },
  ...(
    [
      ['/admin/bans', 'a visitor of another organisation', 404],
      ['/admin/bans', 'an agent', 404],
      ['/admin/bans/:id/lift', 'a ban', 303],
      ['/admin/bans/:id/lift', 'a ban of another organisation', 404],
      ['/admin/bans/:id/lift', 'nobody there', 404],
      ['/admin/agents/:id/bans', 'an agent', 303],
      ['/admin/agents/:id', 'an agent', 303],
      ['/admin/agents/:id/bans', 'somebody of another organisation', 404],
      ['/admin/agents/:id', 'somebody of another organisation', 404],
    ] as const
  ).map(([place, relation, status]): OrganisationRoute => ({
    method: 'POST',
    path: place,
    who: 'admin',
    status,
    relation,
  })),
  {
    method: 'GET',
    path: '/admin/agents/:id',
    who: 'admin',
    status: 200,
    relation: 'an agent',
  },
  {
    method: 'GET',
    path: '/admin/agents/:id',
    who: 'admin',
    status: 404,
    relation: 'somebody of another organisation',
  },
  { method: 'GET', path: '/admin/settings', who: 'admin', status: 200 },
  { method: 'POST', path: '/admin/settings', who: 'admin', status: 422 },
  ...[
    '/dashboard',
    '/dashboard/live',
    '/reports',
    '/reports/export',
    '/audit',
    '/widget',
    '/widget/preview',
  ].map((end): OrganisationRoute => ({
    method: 'GET',
    path: `/admin${end}`,
    who: 'admin',
    status: 200,
  })),
  { method: 'POST', path: '/admin/widget', who: 'admin', status: 422 },
];

import type { ConsoleRelation } from './console-rows.ts';

/** A page or a form of the console, and what its role gets. */
export type ConsoleRoute = {
  method: 'GET' | 'POST';
  path: string;
  /** `staff`: agents and admins. */
  who: 'admin' | 'staff';
  status: number;
  relation?:
    | ConsoleRelation
    | 'nobody there'
    | 'a waiting conversation'
    | 'a waiting conversation of another organisation';
};

const who = 'staff';
const theirs = 'a canned response of theirs';

export const consoleRoutes: ConsoleRoute[] = [
  { method: 'GET', path: '/responses', who, status: 200 },
  { method: 'GET', path: '/responses/new', who, status: 200 },
  { method: 'POST', path: '/responses', who, status: 303 },
  { method: 'GET', path: '/responses/:id', who, status: 200, relation: theirs },
  { method: 'GET', path: '/responses/:id', who, status: 404, relation: 'nobody there' },
  ...['', '/remove'].flatMap((end): ConsoleRoute[] => [
    { method: 'POST', path: `/responses/:id${end}`, who, status: 303, relation: theirs },
    ...(
      [
        "somebody else's canned response",
        'a canned response of another organisation',
        'nobody there',
      ] as const
    ).map((relation): ConsoleRoute => ({
      method: 'POST',
      path: `/responses/:id${end}`,
      who,
      status: 404,
      relation,
    })),
  ]),
  { method: 'GET', path: '/admin/desk', who: 'admin', status: 200 },
  ...['/agent/desk', '/agent/colleagues', '/agent/conversations'].map((path): ConsoleRoute => ({
    method: 'GET',
    path,
    who,
    status: 200,
  })),
  ...['/agent/conversations/:id', '/agent/visitors/:id'].flatMap((path): ConsoleRoute[] => [
    { method: 'GET', path, who, status: 200, relation: 'a waiting conversation' },
    {
      method: 'GET',
      path,
      who,
      status: 404,
      relation: 'a waiting conversation of another organisation',
    },
    { method: 'GET', path, who, status: 404, relation: 'nobody there' },
  ]),
];

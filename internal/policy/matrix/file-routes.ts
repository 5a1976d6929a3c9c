import type { FileRelation } from './file-rows.ts';
import type { TeamRelation } from './team-rows.ts';

/** An address of files and what whoever has an account gets; for others there is nothing there. */
type FileRoute = {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  relation: FileRelation | TeamRelation | 'nobody there';
  status: number;
};

const all = '/v1/attachments';
const one = '/v1/attachments/:id';
const unsent = 'a file of theirs, not sent yet';

const hidden = [
  "somebody else's file, not sent yet, in a team they are in",
  'a file sent into a team they are not in',
  'a file sent into a team of another organisation',
  'nobody there',
] as const;

export const fileRoutes: readonly FileRoute[] = [
  { method: 'POST', path: all, relation: 'a member of a team they are in', status: 201 },
  { method: 'POST', path: all, relation: 'a member of a team they are not in', status: 404 },
  {
    method: 'POST',
    path: all,
    relation: 'a member of a team of another organisation',
    status: 404,
  },
  { method: 'GET', path: one, relation: unsent, status: 302 },
  { method: 'GET', path: one, relation: 'a file sent into a team they are in', status: 302 },
  { method: 'DELETE', path: one, relation: unsent, status: 204 },
  { method: 'DELETE', path: one, relation: 'a file sent into a team they are in', status: 404 },
  ...hidden.flatMap((relation): FileRoute[] => [
    { method: 'GET', path: one, relation, status: 404 },
    { method: 'DELETE', path: one, relation, status: 404 },
  ]),
];

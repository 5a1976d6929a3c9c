import type { TeamRelation } from './team-rows.ts';

/**
 * An address of messages, and what its caller is answered; `hidden` are those without an account,
 * where the channel does not exist for them.
 */
export type MessageRoute = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  relation: TeamRelation | 'nobody there' | 'nothing is named';
  status: number;
  hidden: boolean;
};

const channel = '/v1/channels/:id';
const message = `${channel}/messages/:seq`;

/** What the holder of a team is answered. */
const addresses: [MessageRoute['method'], string, number][] = [
  ['GET', `${channel}/messages`, 200],
  ['POST', `${channel}/messages`, 201],
  ['GET', message, 200],
  ['PATCH', message, 200],
  ['DELETE', message, 204],
  ['GET', `${message}/revisions`, 200],
  ['PUT', `${message}/reactions/:emoji`, 200],
  ['DELETE', `${message}/reactions/:emoji`, 200],
  ['PUT', `${message}/pin`, 200],
  ['DELETE', `${message}/pin`, 200],
  ['GET', `${channel}/pins`, 200],
  ['GET', `${channel}/files`, 200],
  ['PUT', `${channel}/seen`, 200],
];

export const messageRoutes: readonly MessageRoute[] = [
  ...(['/v1/channels', '/v1/search'] as const).map((path) => ({
    method: 'GET' as const,
    path,
    relation: 'nothing is named' as const,
    status: 200,
    hidden: false,
  })),
  ...addresses.flatMap(([method, path, status]): MessageRoute[] => [
    { method, path, relation: 'a member of a team they hold', status, hidden: true },
    {
      method,
      path,
      relation: 'a member of a team they are not in',
      status: 404,
      hidden: true,
    },
    { method, path, relation: 'nobody there', status: 404, hidden: true },
  ]),
];

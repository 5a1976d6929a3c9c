import { z } from 'zod';
import { login } from '../../internal/contract/logins.ts';
import { colleague, people } from '../../internal/contract/people.ts';
import { data, page } from '../api/api-answer.ts';
import { apiGet, pageQuery } from '../api/build-routes.ts';
import { leadOn, readPlace } from '../api/keyset-cursors.ts';
import type { Route } from '../routing/route.ts';

const { q } = people.operations.listPeople.input.shape;

/** A program's own person, and the others of the organisation. */
export const peopleRoutes: readonly Route[] = [
  apiGet('/v1/me', {
    summary: 'Who the token speaks for',
    operationId: 'readMe',
    scope: 'profile:read',
    output: login.shape.user.extend({ nick: z.string().nullable() }),
    async answer({ calls, as }) {
      const { user, nick = null } = await calls.logins.readLogin({}, as);
      return data({ ...user, nick });
    },
  }),
  apiGet('/v1/people', {
    summary: 'Accounts of the organisation, to choose members of a team from',
    operationId: 'listPeople',
    description: 'By name. `q` begins a word of the name, or the nickname.',
    scope: 'teams:read',
    query: z.strictObject({ ...pageQuery, q }),
    output: z.array(colleague),
    paged: true,
    async answer(visit, { query }) {
      const { cursor, limit, ...filters } = query;
      const wish = { ...filters, ...readPlace(visit, { cursor, limit }) };
      const listed = await visit.calls.people.listPeople(wish, visit.as);
      return page(listed.people, leadOn(listed));
    },
  }),
];

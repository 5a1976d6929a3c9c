import { login } from '../../internal/contract/logins.ts';
import { data } from '../api/api-answer.ts';
import { apiGet } from '../api/build-routes.ts';
import type { Route } from '../routing/route.ts';

/** A program's own person. */
export const peopleRoutes: readonly Route[] = [
  apiGet('/v1/me', {
    summary: 'Who the token speaks for',
    operationId: 'readMe',
    scope: 'profile:read',
    output: login.shape.user,
    async answer({ calls, as }) {
      return data((await calls.logins.readLogin({}, as)).user);
    },
  }),
];

import { z } from 'zod';
import { accessKey, newKey } from '../../internal/contract/access-keys.ts';
import { created, data, nothing } from '../api/api-answer.ts';
import { apiGet, apiWrite } from '../api/build-routes.ts';
import type { Route } from '../routing/route.ts';

const path = '/v1/keys';

/** The same for programs that a person is signed in to: an access key opens none of these. */
export const keyRoutes: readonly Route[] = [
  apiGet(path, {
    summary: 'Your access keys',
    output: z.array(accessKey),
    async answer({ calls, as }) {
      const { keys } = await calls.accessKeys.listKeys({}, as);
      return data(keys);
    },
  }),
  apiWrite('POST', path, {
    summary: 'Make an access key; its token is answered here and nowhere else',
    body: newKey,
    output: accessKey.extend({ token: z.string() }),
    creates: true,
    async act({ calls, as }, { body }) {
      const { key, token } = await calls.accessKeys.createKey(body, as);
      return created({ ...key, token }, { location: `${path}/${key.id}` });
    },
  }),
  apiWrite('DELETE', `${path}/:id`, {
    summary: 'Revoke an access key, with what runs on it',
    async act({ calls, as }, { params }) {
      await calls.accessKeys.revokeKey({ id: params.id }, as);
      return nothing();
    },
  }),
];

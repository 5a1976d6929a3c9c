import { z } from 'zod';
import { rating, ratingComment, score } from '../../internal/contract/ratings.ts';
import { timestamp } from '../../internal/contract/ids.ts';
import { data } from '../api/api-answer.ts';
import { apiGet, apiWrite } from '../api/build-routes.ts';
import type { Route } from '../routing/route.ts';

/** `open_until` is null while the conversation has not ended. */
const shown = z.object({ rating: rating.nullable(), open_until: timestamp.nullable() });

export const ratingRoutes: readonly Route[] = [
  apiGet('/v1/channels/:id/rating', {
    summary: 'What you thought of a conversation',
    operationId: 'readRating',
    description: 'For its visitor. `open_until` says how long it may still be changed.',
    scope: 'messages:read',
    output: shown,
    async answer({ calls, as }, { params }) {
      return data(await calls.ratings.readRating({ channel_id: params.id }, as));
    },
  }),
  apiWrite('PUT', '/v1/channels/:id/rating', {
    summary: 'Rate a conversation that has ended',
    operationId: 'rateConversation',
    description: 'For its visitor, from 1 to 5, within seven days; the last word counts.',
    scope: 'messages:write',
    body: z.strictObject({ score, comment: ratingComment.default('') }),
    output: shown,
    async act({ calls, as }, { params, body }) {
      return data(await calls.ratings.rateConversation({ channel_id: params.id, ...body }, as));
    },
  }),
];

import { z } from 'zod';
import { seq } from '../../internal/contract/ids.ts';
import { sharedFile } from '../../internal/contract/messages.ts';
import { page } from '../api/api-answer.ts';
import { apiGet, pageQuery } from '../api/build-routes.ts';
import type { Route } from '../routing/route.ts';
import { threadQuery, whereIs } from './message-address.ts';

const turned = z.strictObject({ before: seq });

export const filesRoute: Route = apiGet('/v1/channels/:id/files', {
  summary: 'Files of a channel',
  description: 'Newest first, each with who sent it and the `seq` of its message.',
  operationId: 'listFiles',
  scope: 'messages:read',
  query: threadQuery.extend(pageQuery),
  output: z.array(sharedFile),
  paged: true,
  async answer(visit, { params, query: { to, cursor, limit } }) {
    const wish = { ...whereIs(params, { to }), ...visit.readPosition(cursor, turned), limit };
    const { files, earlier } = await visit.calls.messages.listFiles(wish, visit.as);
    const last = files.at(-1)?.seq;
    return page(files, {
      next: earlier && last !== undefined ? { before: last } : null,
      prev: null,
    });
  },
});

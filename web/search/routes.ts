import { z } from 'zod';
import { id } from '../../internal/contract/ids.ts';
import { messages, searchPosition } from '../../internal/contract/messages.ts';
import { page } from '../api/api-answer.ts';
import { apiGet, pageQuery, queryInteger } from '../api/build-routes.ts';
import { showMessage, shownMessage } from '../messages/present-message.ts';
import type { Route } from '../routing/route.ts';

const { q, from, tag } = messages.operations.searchMessages.input.shape;

const found = z.object({
  message: shownMessage,
  /** Of a direct thread: the other of the two. */
  with: id.optional(),
  snippet: z.string(),
});

export const searchRoutes: readonly Route[] = [
  apiGet('/v1/search', {
    summary: 'Find messages',
    operationId: 'searchMessages',
    description:
      'Those that hold all words of `q`, in whatever you may see now, newest first. The last ' +
      'word may be the beginning of one; Chinese, Japanese, Korean and Thai are found by their ' +
      'parts. There are no operators.',
    scope: 'messages:read',
    query: z.strictObject({
      q,
      channel: id.optional().describe('A team.'),
      to: id.optional().describe('With `channel`: the person of a direct thread there.'),
      from: from.describe('Who wrote it: an id or a nick.'),
      tag: tag.describe('A tag of the team.'),
      cursor: pageQuery.cursor,
      limit: queryInteger(z.int().min(1).max(50)).default(20),
    }),
    output: z.array(found),
    paged: true,
    async answer(visit, { query }) {
      const { cursor, channel, ...rest } = query;
      const after = visit.readPosition(cursor, searchPosition);
      const wish = { ...rest, ...(channel !== undefined && { channel_id: channel }), after };
      const answer = await visit.calls.messages.searchMessages(wish, visit.as);
      const items = answer.found.map(({ channel_id, direct, message, snippet }) => ({
        message: showMessage(direct?.team_id ?? channel_id, message),
        ...(direct && { with: direct.person }),
        snippet,
      }));
      return page(items, { next: answer.next, prev: null });
    },
  }),
];

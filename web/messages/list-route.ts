import { z } from 'zod';
import { seq } from '../../internal/contract/ids.ts';
import { MalformedError } from '../answers/http-error.ts';
import { page } from '../api/api-answer.ts';
import { apiGet, pageQuery, queryInteger } from '../api/build-routes.ts';
import type { Route } from '../routing/route.ts';
import { threadQuery, whereIs } from './message-address.ts';
import { showEntries, shownEntry } from './present-message.ts';

const position = queryInteger(seq).optional();
const turned = z.union([z.strictObject({ before: seq }), z.strictObject({ after: seq })]);

export const listRoute: Route = apiGet('/v1/channels/:id/messages', {
  summary: 'Messages of a channel, oldest first',
  description:
    'Those after `after`, or before `before`, or the latest. `page.prev` leads to what came ' +
    'before, `page.next` to what comes after. `kind=all` brings the other entries of the log ' +
    'too: with them, what is behind the last `seq` here is what a socket brings. ' +
    '`render=html` adds to each text what its Markdown looks like, as HTML that is safe to show.',
  operationId: 'listMessages',
  scope: 'messages:read',
  query: threadQuery.extend({
    ...pageQuery,
    before: position,
    after: position,
    kind: z.enum(['messages', 'all']).default('messages'),
    render: z.enum(['html']).optional(),
  }),
  output: z.array(shownEntry),
  paged: true,
  async answer(visit, { params, query }) {
    const { to, before, after, cursor, limit, kind, render } = query;
    if (cursor !== undefined && (before ?? after) !== undefined) {
      const fields = { cursor: 'does not go with before or after' };
      throw new MalformedError('invalid', 'A cursor stands for before and after.', { fields });
    }
    const at = visit.readPosition(cursor, turned) ?? { before, after };
    const where = whereIs(params, { to });
    const wish = { ...where, ...at, limit, kind };
    const { entries, earlier, later } = await visit.calls.messages.listMessages(wish, visit.as);
    const [first, last] = [entries[0]?.seq, entries.at(-1)?.seq];
    return page(showEntries(params.id, entries, { isRendered: render === 'html' }), {
      next: later && last !== undefined ? { after: last } : null,
      prev: earlier && first !== undefined ? { before: first } : null,
    });
  },
});

import { z } from 'zod';
import { type Channel, channel } from '../../internal/contract/channels.ts';
import { id, seq } from '../../internal/contract/ids.ts';
import { data, page } from '../api/api-answer.ts';
import { apiGet, apiWrite, pageQuery } from '../api/build-routes.ts';
import type { Route } from '../routing/route.ts';

/** The channel of a team, or a direct thread in one: then `id` is the team's and `to` a person. */
const shownChannel = channel
  .pick({ id: true, kind: true, name: true, head: true, seen: true, team: true })
  .extend({
    to: id.optional(),
    /** 100 stands for more. */
    unread: z.number().int(),
    mentions: z.number().int(),
  });

const seen = z.object({ seen: seq, unread: z.number().int(), mentions: z.number().int() });

export const channelRoutes: readonly Route[] = [
  apiGet('/v1/channels', {
    summary: 'Your teams and direct threads',
    operationId: 'listChannels',
    description: 'With what is unread in each, and how often it mentions you.',
    scope: 'messages:read',
    query: z.strictObject(pageQuery),
    output: z.array(shownChannel),
    paged: true,
    async answer(visit, { query }) {
      const position = visit.readPosition(query.cursor, z.strictObject({ after: id }));
      const wish = { limit: query.limit, ...position };
      const { channels, after } = await visit.calls.channels.listTeamChannels(wish, visit.as);
      const next = after === null ? null : { after };
      return page(channels.map(showChannel), { next, prev: null });
    },
  }),
  apiWrite('PUT', '/v1/channels/:id/seen', {
    summary: 'Say how far you have read',
    operationId: 'noteSeen',
    description: 'It never goes back. `to` is the person of a direct thread in this team.',
    scope: 'messages:write',
    body: z.strictObject({ seq, to: id.optional() }),
    output: seen,
    async act({ calls, as }, { params, body }) {
      return data(await calls.messages.noteSeen({ channel_id: params.id, ...body }, as));
    },
  }),
];

function showChannel(found: Channel): z.input<typeof shownChannel> {
  const { id, kind, name, head, seen: seenSeq, team, direct, unread = 0, mentions = 0 } = found;
  return {
    id: direct?.team_id ?? id,
    kind,
    name,
    head,
    seen: seenSeq,
    unread,
    mentions,
    ...(direct && { to: direct.person.id }),
    ...(team && { team }),
  };
}

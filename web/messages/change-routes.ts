import { z } from 'zod';
import { timestamp } from '../../internal/contract/ids.ts';
import { pinPosition, revisionPosition } from '../../internal/contract/messages.ts';
import { data, nothing, page } from '../api/api-answer.ts';
import { apiGet, apiWrite, pageQuery } from '../api/build-routes.ts';
import type { Route } from '../routing/route.ts';
import { messageParams, reactionParams, threadQuery, whereIs } from './message-address.ts';
import { showMessage, shownMessage } from './present-message.ts';

const reads = { scope: 'messages:read', query: threadQuery } as const;
const writes = { scope: 'messages:write', query: threadQuery } as const;
/** A page ends earlier than at its limit when texts are long. */
const turnedQuery = threadQuery.extend({ cursor: pageQuery.cursor });
const oneMessage = { params: messageParams, output: shownMessage } as const;

const wholeMessages: readonly Route[] = [
  apiGet('/v1/channels/:id/messages/:seq', {
    ...reads,
    ...oneMessage,
    summary: 'A message as it is now',
    operationId: 'readMessage',
    versioned: true,
    async answer({ calls, as }, { params, query }) {
      const where = { ...whereIs(params, query), seq: params.seq };
      const { message, version } = await calls.messages.readMessage(where, as);
      return data(showMessage(params.id, message), { version });
    },
  }),
  apiWrite('PATCH', '/v1/channels/:id/messages/:seq', {
    ...writes,
    ...oneMessage,
    summary: 'Edit a message of your own',
    operationId: 'editMessage',
    description: 'A text, within 15 minutes after it was sent; what it said before is kept.',
    body: z.strictObject({ data: z.string() }),
    maxBodyBytes: 128 * 1024,
    versioned: true,
    async act({ calls, as, version: seen }, { params, query, body }) {
      const where = { ...whereIs(params, query), seq: params.seq };
      const wish = { ...where, ...body, ...(seen !== undefined && { version: seen }) };
      const { message, version } = await calls.messages.editMessage(wish, as);
      return data(showMessage(params.id, message), { version });
    },
  }),
  apiWrite('DELETE', '/v1/channels/:id/messages/:seq', {
    ...writes,
    params: messageParams,
    summary: 'Delete a message',
    operationId: 'deleteMessage',
    description: "One's own, or as an admin of the team anybody's. A tombstone stays.",
    async act({ calls, as }, { params, query }) {
      await calls.messages.deleteMessage({ ...whereIs(params, query), seq: params.seq }, as);
      return nothing();
    },
  }),
  apiGet('/v1/channels/:id/messages/:seq/revisions', {
    ...reads,
    params: messageParams,
    summary: 'What an edited message said before',
    operationId: 'listRevisions',
    description: 'Oldest first, 100 at most; nothing once it is deleted.',
    query: turnedQuery,
    output: z.array(z.object({ data: z.string(), made_at: timestamp })),
    paged: true,
    async answer(visit, { params, query: { cursor, ...query } }) {
      const after = visit.readPosition(cursor, revisionPosition);
      const wish = { ...whereIs(params, query), seq: params.seq, ...(after && { after }) };
      const { revisions, next } = await visit.calls.messages.listRevisions(wish, visit.as);
      return page(revisions, { next, prev: null });
    },
  }),
];

const reactions: readonly Route[] = (['PUT', 'DELETE'] as const).map((method) =>
  apiWrite(method, '/v1/channels/:id/messages/:seq/reactions/:emoji', {
    ...writes,
    params: reactionParams,
    output: shownMessage,
    summary: method === 'PUT' ? 'React to a message' : 'Take a reaction back',
    operationId: method === 'PUT' ? 'react' : 'unreact',
    description: 'A message carries 20 different emoji at most.',
    async act({ calls, as }, { params, query }) {
      const { seq, emoji } = params;
      const wish = { ...whereIs(params, query), seq, emoji };
      const act = method === 'PUT' ? calls.messages.react : calls.messages.unreact;
      return data(showMessage(params.id, (await act(wish, as)).message));
    },
  }),
);

const pins: readonly Route[] = [
  ...(['PUT', 'DELETE'] as const).map((method) =>
    apiWrite(method, '/v1/channels/:id/messages/:seq/pin', {
      ...writes,
      ...oneMessage,
      summary: method === 'PUT' ? 'Pin a message' : 'Unpin a message',
      operationId: method === 'PUT' ? 'pinMessage' : 'unpinMessage',
      description: "For the team's admins in its channel, for either of the two in a thread.",
      async act({ calls, as }, { params, query }) {
        const wish = { ...whereIs(params, query), seq: params.seq };
        const act = method === 'PUT' ? calls.messages.pin : calls.messages.unpin;
        return data(showMessage(params.id, (await act(wish, as)).message));
      },
    }),
  ),
  apiGet('/v1/channels/:id/pins', {
    ...reads,
    summary: 'Pinned messages',
    operationId: 'listPins',
    description: 'Last pinned first, 100 at most.',
    query: turnedQuery,
    output: z.array(shownMessage),
    paged: true,
    async answer(visit, { params, query: { cursor, ...query } }) {
      const after = visit.readPosition(cursor, pinPosition);
      const wish = { ...whereIs(params, query), ...(after && { after }) };
      const { messages, next } = await visit.calls.messages.listPins(wish, visit.as);
      const shown = messages.map((message) => showMessage(params.id, message));
      return page(shown, { next, prev: null });
    },
  }),
];

/** What becomes of messages after they were sent. */
export const changeRoutes: readonly Route[] = [...wholeMessages, ...reactions, ...pins];

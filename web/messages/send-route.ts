import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { clientMessageId, messageType } from '../../internal/contract/entries.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { id, seq } from '../../internal/contract/ids.ts';
import type { SendResult } from '../../internal/contract/messages.ts';
import { threadId } from '../../internal/contract/threads.ts';
import { created } from '../api/api-answer.ts';
import type { ApiWriteVisit } from '../api/api-route.ts';
import { apiWrite } from '../api/build-routes.ts';
import type { Route } from '../routing/route.ts';
import { shownMessage } from './present-message.ts';

/** 10,000 code points, each escaped as a pair of `\uXXXX`, and what stands around them. */
const maxBodyBytes = 128 * 1024;
/** An image of many pixels takes a second or two; what takes longer is there when asked again. */
const lookMs = 4000;

const outgoing = z.strictObject({
  id: clientMessageId.optional().describe("The sender's own: sent again it is the same message."),
  to: z.union([z.literal('*'), id]).describe('`*`, or in a team one of its members.'),
  type: messageType,
  data: z.string().describe('The text, or the id of an attachment.'),
  reply_to: seq.min(1).optional().describe('The `seq` of the message that this one answers.'),
});
type Outgoing = z.infer<typeof outgoing>;

export const sendRoute: Route = apiWrite('POST', '/v1/channels/:id/messages', {
  summary: 'Send a message',
  description:
    'To everybody in the channel, or to one member of the team in a thread of the two. The same ' +
    '`id`, or without one the same Idempotency-Key, is the same message; with another text it is ' +
    'refused.',
  operationId: 'sendMessage',
  scope: 'messages:write',
  body: outgoing,
  output: shownMessage,
  creates: true,
  maxBodyBytes,
  async act(visit, { params, body }) {
    const cid = body.id ?? visit.as.idempotency ?? randomUUID();
    await prepareFile(visit, body);
    const { result, sender } = await send(visit, params.id, body, cid);
    if (!('seq' in result) || !sender) throw refusalOf(result);
    const { to, type, data, reply_to } = body;
    const address = `/v1/channels/${params.id}/messages/${result.seq}`;
    return created(
      {
        kind: 'message',
        channel_id: params.id,
        to,
        type,
        data,
        from: sender.id,
        name: sender.name,
        role: sender.role,
        ts: result.ts,
        id: cid,
        seq: result.seq,
        ...(reply_to !== undefined && { reply_to }),
      },
      { location: to === '*' ? address : `${address}?to=${to}` },
    );
  },
});

/** A file is looked at before the message that carries it is stored. */
async function prepareFile({ calls, as }: ApiWriteVisit, { type, data }: Outgoing): Promise<void> {
  if (type === 'text') return;
  const fileId = id.safeParse(data);
  if (!fileId.success) throw new AppError('invalid', 'data: must be the id of an attachment.');
  await calls.attachments.prepareAttachment({ id: fileId.data }, { ...as, timeoutMs: lookMs });
}

/** A thread in which nobody has written yet is opened first. */
async function send(visit: ApiWriteVisit, teamId: string, body: Outgoing, cid: string) {
  const { to } = body;
  if (to === '*') return deliver(visit, teamId, body, cid);
  const first = await deliver(visit, threadId(teamId, visit.person, to), body, cid);
  if (!('code' in first.result) || first.result.code !== 'not_found') return first;
  const wish = { team_id: teamId, person_id: to };
  const { channel } = await visit.calls.channels.openThread(wish, visit.as);
  return deliver(visit, channel.id, body, cid);
}

async function deliver(
  { calls, as }: ApiWriteVisit,
  channel_id: string,
  { to, type, data, reply_to }: Outgoing,
  cid: string,
) {
  const message = { login: as.login ?? '', channel_id, id: cid, to, type, data };
  const messages = [{ ...message, ...(reply_to !== undefined && { reply_to }) }];
  const { results, sender } = await calls.messages.sendMessages({ messages }, as);
  return { result: results[0]!, sender };
}

/** A result of a batch as the error that it is. */
function refusalOf(result: SendResult): AppError {
  if (!('code' in result)) return new AppError('internal', 'Nobody is known to have sent it.');
  const { code, message, retry_ms: retryMs } = result;
  return new AppError(code, message, retryMs === undefined ? {} : { retryMs });
}

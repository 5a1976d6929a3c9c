import { z } from 'zod';
import { id, seq } from '../../internal/contract/ids.ts';
import { emoji } from '../../internal/contract/reactions.ts';
import { queryInteger } from '../api/build-routes.ts';

/** Where messages are: `/v1/channels/:id`, and with `?to=` a direct thread in that team. */
export const threadQuery = z.strictObject({
  to: id.optional().describe('The person of a direct thread in this team.'),
});

const position = queryInteger(seq.min(1)).describe("A message's `seq`.");

export const messageParams = z.strictObject({ id, seq: position });
export const reactionParams = z.strictObject({ id, seq: position, emoji });

/** The channel as dbmgr is asked for it. */
export function whereIs({ id }: { id: string }, { to }: { to?: string }) {
  return { channel_id: id, ...(to !== undefined && { to }) };
}

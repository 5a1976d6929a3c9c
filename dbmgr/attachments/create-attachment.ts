import { v7 as uuid } from 'uuid';
import type { Attachment } from '../../internal/contract/attachments.ts';
import type { InputOf } from '../../internal/contract/types.ts';
import type { attachments } from '../../internal/contract/attachments.ts';
import type { AttachmentLimits } from '../../internal/policy/attachments.ts';
import { refuseMoreUploads, refuseQuota, refuseSize } from '../../internal/policy/attachments.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/transact.ts';
import { transactOnce } from '../idempotency/transact-once.ts';
import { type Actor, readActor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';
import { findPlace } from './find-place.ts';
import { addOrgBytes, holdOrgBytes } from './org-bytes.ts';
import { presentAttachment } from './present-attachment.ts';

type Wanted = InputOf<typeof attachments.operations.createAttachment>;

/**
 * Notes that a member wants to upload a file. What two wish at once is counted one after the other:
 * the count of the organisation stays locked until it is noted. Whoever has no room of their own
 * left is told so before that, and keeps nobody waiting.
 */
export function createAttachment(
  context: Context,
  wanted: Wanted,
  limits: AttachmentLimits,
): Promise<Attachment> {
  return transactOnce(context, wanted, async (tx) => {
    const actor = await readActor(tx, context);
    const channel = await findPlace(tx, actor, wanted);
    enforce(refuseSize(wanted.size, limits));
    await refuseOwn(tx, actor, wanted.size, limits);
    const org = await holdOrgBytes(tx, actor.org);
    const person = await refuseOwn(tx, actor, wanted.size, limits);
    enforce(refuseQuota(wanted.size, { person, org }, limits));
    const row = {
      id: uuid(),
      org_id: actor.org,
      channel_id: channel,
      person_id: actor.id,
      name: wanted.name,
      content_type: wanted.content_type,
      size: wanted.size,
      state: 'waiting' as const,
      reason: null,
      width: null,
      height: null,
      seq: null,
      made_at: context.now(),
      checked_at: null,
    };
    await tx.insertInto('attachments').values(row).execute();
    await addOrgBytes(tx, actor.org, row.size);
    return presentAttachment({ ...row, has_thumbnail: 0 });
  });
}

/** Bytes of the person's that may still lie in the store; throws when they may have no more. */
async function refuseOwn(
  tx: Transaction,
  actor: Actor,
  size: number,
  limits: AttachmentLimits,
): Promise<number> {
  const own = await tx
    .selectFrom('attachments')
    .where('person_id', '=', actor.id)
    .select((eb) => [
      eb.fn.sum<string | null>('size').as('bytes'),
      eb.fn
        .sum<string | null>(eb.case().when('state', '=', 'waiting').then(1).else(0).end())
        .as('uploads'),
    ])
    .executeTakeFirstOrThrow();
  const person = Number(own.bytes ?? 0);
  enforce(refuseMoreUploads(Number(own.uploads ?? 0)));
  enforce(refuseQuota(size, { person, org: 0 }, limits));
  return person;
}

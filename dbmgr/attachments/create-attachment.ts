import { v7 as uuid } from 'uuid';
import type { Attachment } from '../../internal/contract/attachments.ts';
import type { InputOf } from '../../internal/contract/types.ts';
import type { attachments } from '../../internal/contract/attachments.ts';
import type { AttachmentLimits } from '../../internal/policy/attachments.ts';
import {
  refuseMoreUploads,
  refuseQuota,
  refuseSize,
} from '../../internal/policy/attachments.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/transact.ts';
import { transactOnce } from '../idempotency/transact-once.ts';
import { type Actor, readActor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';
import { findPlace } from './find-place.ts';
import { presentAttachment } from './present-attachment.ts';

type Wanted = InputOf<typeof attachments.operations.createAttachment>;

/**
 * Notes that a member wants to upload a file. What two wish at once is counted one after the other:
 * the rows of the person and of the organisation stay locked until it is noted.
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
    const used = await readUse(tx, actor);
    enforce(refuseMoreUploads(used.uploads));
    enforce(refuseQuota(wanted.size, used, limits));
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
    return presentAttachment({ ...row, has_thumbnail: 0 });
  });
}

type Use = { person: number; org: number; uploads: number };

/** Everything counts that may still lie in the store. */
async function readUse(tx: Transaction, actor: Actor): Promise<Use> {
  await tx.selectFrom('orgs').where('id', '=', actor.org).select('id').forUpdate().execute();
  const sizes = tx.selectFrom('attachments').select((eb) => eb.fn.sum('size').as('bytes'));
  const person = await sizes.where('person_id', '=', actor.id).executeTakeFirst();
  const org = await sizes.where('org_id', '=', actor.org).executeTakeFirst();
  const waiting = await tx
    .selectFrom('attachments')
    .select((eb) => eb.fn.countAll().as('uploads'))
    .where('person_id', '=', actor.id)
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow();
  const uploads = Number(waiting.uploads);
  return { person: Number(person?.bytes ?? 0), org: Number(org?.bytes ?? 0), uploads };
}

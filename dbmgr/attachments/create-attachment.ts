import { v7 as uuid } from 'uuid';
import type { Attachment } from '../../internal/contract/attachments.ts';
import type { InputOf } from '../../internal/contract/types.ts';
import type { attachments } from '../../internal/contract/attachments.ts';
import type { AttachmentLimits } from '../../internal/policy/attachments.ts';
import {
  refuseMoreUploads,
  refuseQuota,
  refuseSize,
  refuseUpload,
} from '../../internal/policy/attachments.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/transact.ts';
import { transactOnce } from '../idempotency/transact-once.ts';
import { type Actor, readActor } from '../people/read-actor.ts';
import { enforce } from '../refuse.ts';
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
    enforce(refuseUpload(actor, await findPlace(tx, actor, wanted.channel_id)));
    enforce(refuseSize(wanted.size, limits));
    const used = await readUse(tx, actor);
    enforce(refuseMoreUploads(used.uploads));
    enforce(refuseQuota(wanted.size, used, limits));
    const row = {
      id: uuid(),
      org_id: actor.org,
      channel_id: wanted.channel_id,
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

async function findPlace(tx: Transaction, actor: Actor, channelId: string) {
  const row = await tx
    .selectFrom('channels')
    .leftJoin('members', (join) =>
      join.onRef('members.channel_id', '=', 'channels.id').on('members.person_id', '=', actor.id),
    )
    .where('channels.id', '=', channelId)
    .where('channels.org_id', '=', actor.org)
    .select(['channels.kind', 'members.person_id as member'])
    .executeTakeFirst();
  return row && { kind: row.kind, isMember: row.member !== null };
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

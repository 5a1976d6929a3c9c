import type { Handlers } from '../../internal/contract/types.ts';
import type { AttachmentLimits } from '../../internal/policy/attachments.ts';
import type { Context } from '../context.ts';
import { createAttachment } from './create-attachment.ts';
import { readAttachment, readUpload } from './find-attachment.ts';
import { forgetGone, listGone, removeAttachment } from './leftovers.ts';
import { markReady, markRefused } from './settle-upload.ts';

export function attachmentHandlers(limits: AttachmentLimits): Handlers<Context>['attachments'] {
  return {
    createAttachment: (context, input) => createAttachment(context, input, limits),
    readAttachment: (context, { id }) => readAttachment(context, id),
    readUpload: (context, { id }) => readUpload(context, id),
    async removeAttachment(context, { id }) {
      await removeAttachment(context, id);
      return {};
    },
    async markReady(context, input) {
      await markReady(context, input, limits);
      return {};
    },
    async markRefused(context, { id, reason }) {
      await markRefused(context, id, reason);
      return {};
    },
    async listGone(context) {
      return { ids: await listGone(context) };
    },
    async forgetGone(context, { ids }) {
      await forgetGone(context.db, ids);
      return {};
    },
  };
}

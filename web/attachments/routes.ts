import { z } from 'zod';
import {
  attachment,
  typeOfContent,
  wantedAttachment,
} from '../../internal/contract/attachments.ts';
import type { Attachment } from '../../internal/contract/attachments.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { id, timestamp } from '../../internal/contract/ids.ts';
import type { Download } from '../../internal/objects/signer.ts';
import { created, data, elsewhere, nothing } from '../api/api-answer.ts';
import type { ApiVisit } from '../api/api-route.ts';
import { apiGet, apiWrite } from '../api/build-routes.ts';
import type { Route } from '../routing/route.ts';

const upload = z.object({
  method: z.literal('PUT'),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  expires_at: timestamp,
});

const withDownload = attachment.extend({
  /** Until `expires_at`; absent while there is nothing to have. */
  url: z.string().optional(),
  expires_at: timestamp.optional(),
});

/** Files on their way into messages, and out of them again. */
export const attachmentRoutes: readonly Route[] = [
  apiWrite('POST', '/v1/attachments', {
    summary: 'Ask for an address to upload a file to',
    description:
      'PUT the file to `upload.url` with `upload.headers` and exactly `size` bytes before ' +
      '`upload.expires_at`; then send a message whose `data` is the `id`. With `to` the file is ' +
      'for the thread with that member of the team. The message opens the thread if there is ' +
      'none (`messages:write`); until then the other one sees nothing of it.',
    operationId: 'createAttachment',
    scope: 'files:write',
    body: wantedAttachment.extend({ to: z.union([z.literal('*'), id]).optional() }),
    output: attachment.extend({ upload }),
    creates: true,
    async act({ app, calls, as }, { body: { to = '*', ...wanted } }) {
      const wish = { ...wanted, ...(to !== '*' && { to }) };
      const made = await calls.attachments.createAttachment(wish, as);
      const { content_type: contentType, size } = made;
      const signed = await app.signer.signUpload({ id: made.id, size, contentType });
      const location = `/v1/attachments/${made.id}`;
      return created({ ...made, upload: signed }, { location });
    },
  }),
  apiGet('/v1/attachments/:id', {
    summary: 'A file, or what is known of it',
    description:
      'Redirects to an address that is good for a minute; asked with `Accept: application/json` ' +
      'it answers with that address and what is known of the file.',
    operationId: 'readAttachment',
    scope: 'files:read',
    query: z.strictObject({ variant: z.enum(['file', 'thumbnail']).default('file') }),
    output: withDownload,
    redirects: true,
    async answer(visit, { params, query }) {
      const found = await visit.calls.attachments.readAttachment({ id: params.id }, visit.as);
      const download = await signDownload(visit, found, query.variant);
      if (visit.wantsJson) return data({ ...found, ...download });
      if (!download) throw notReady(found);
      return elsewhere(download.url);
    },
  }),
  apiWrite('DELETE', '/v1/attachments/:id', {
    summary: 'Take back a file that was not sent',
    operationId: 'removeAttachment',
    scope: 'files:write',
    async act({ calls, as }, { params }) {
      await calls.attachments.removeAttachment({ id: params.id }, as);
      return nothing();
    },
  }),
];

/** Undefined while there is nothing to have: not uploaded, not looked at, no picture of it. */
async function signDownload(
  { app }: ApiVisit,
  found: Attachment,
  variant: 'file' | 'thumbnail',
): Promise<Download | undefined> {
  if (found.state === 'waiting' || found.state === 'refused') return undefined;
  if (variant === 'thumbnail' && !found.has_thumbnail) return undefined;
  const { id: fileId, name, content_type: contentType } = found;
  const isShown = typeOfContent(contentType) !== 'file';
  return variant === 'thumbnail'
    ? app.signer.signDownload({
        folder: 'thumbnails',
        id: fileId,
        contentType: 'image/webp',
        name: `${name}.webp`,
        isShown: true,
      })
    : app.signer.signDownload({ folder: 'files', id: fileId, contentType, name, isShown });
}

function notReady({ state }: Attachment): AppError {
  if (state === 'waiting') {
    return new AppError('conflict', 'The file was not sent yet. Send it, then ask again.');
  }
  if (state === 'refused') return new AppError('conflict', 'The file could not be accepted.');
  return new AppError('not_found', 'There is no picture of this file.');
}

import { z } from 'zod';
import { AppError } from '../../internal/contract/errors.ts';
import { zone } from '../../internal/contract/hours.ts';
import { email } from '../../internal/contract/people.ts';
import { languageTag } from '../../internal/contract/settings.ts';
import { data } from '../api/api-answer.ts';
import { apiWrite } from '../api/build-routes.ts';
import { plain, type Route } from '../routing/route.ts';
import type { ReadVisit } from '../routing/visit.ts';
import { formats } from '../../internal/transcripts/renderer.ts';
import { sendTranscript } from './send-transcript.ts';

const downloadsPerMinute = 30;

/** What may stand after the `?`; the times are UTC's where no zone is said. */
const downloadQuery = z.object({
  format: z.enum(formats).default('text'),
  zone: zone.default('UTC'),
  language: languageTag.default('en'),
});

/** A conversation to keep: its visitor's by token, its staff's by token or in their browser. */
export const transcriptRoutes: readonly Route[] = [
  plain('/transcripts/:id', 'account', download, { limit: downloadsPerMinute }),
  apiWrite('POST', '/v1/channels/:id/transcript', {
    summary: 'Have a conversation mailed',
    operationId: 'mailTranscript',
    description:
      'To any address, ten times a day, without private notes; `/transcripts/{id}` downloads it.',
    output: z.object({ to: z.string() }),
    body: z.strictObject({ to: email, zone: zone.default('UTC'), language: languageTag }),
    async act({ calls, as }, { params, body }) {
      await calls.transcripts.mailTranscript({ channel_id: params.id, ...body }, as);
      return data({ to: body.to });
    },
  }),
];

async function download(visit: ReadVisit) {
  const wish = downloadQuery.safeParse(Object.fromEntries(visit.query));
  if (!wish.success) {
    throw new AppError('invalid', 'The format is text, html or json; the zone a name of IANA.');
  }
  return sendTranscript(visit, visit.as, visit.params['id']!, wish.data);
}

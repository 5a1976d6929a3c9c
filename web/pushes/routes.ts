import { z } from 'zod';
import { pushEndpoint, pushSubscription } from '../../internal/contract/pushes.ts';
import { type Answer, answerJson, sendAsset } from '../answers/answer.ts';
import { HttpError } from '../answers/http-error.ts';
import { form, page, plain, type Route } from '../routing/route.ts';
import type { ReadVisit, WriteVisit } from '../routing/visit.ts';

const who = ['agent', 'admin'] as const;

/** How a browser is told of visitors while nobody looks at any page of ours. */
export const pushRoutes: readonly Route[] = [
  // Not below /static: what it may show is for all pages, and its address stays.
  plain('/push-worker.js', 'anyone', sendWorker),
  page('/account/alarms', who, async ({ calls, as }) =>
    answerJson(await calls.alarms.readAlarms({}, as)),
  ),
  form('/account/pushes', who, { fields: pushSubscription, act: addSubscription }),
  form('/account/pushes/remove', who, {
    fields: z.strictObject({ endpoint: pushEndpoint }),
    act: removeSubscription,
  }),
];

async function sendWorker({ app }: ReadVisit): Promise<Answer> {
  const asset = app.assets.find('push/push-worker.js');
  if (!asset) throw new HttpError(404, 'The address may be mistyped, or what was here is gone.');
  return sendAsset(asset);
}

async function addSubscription(
  { calls, as }: WriteVisit,
  browser: z.output<typeof pushSubscription>,
): Promise<Answer> {
  return answerJson(await calls.pushes.addSubscription(browser, as));
}

async function removeSubscription(
  { calls, as }: WriteVisit,
  { endpoint }: { endpoint: string },
): Promise<Answer> {
  return answerJson(await calls.pushes.removeSubscription({ endpoint }, as));
}

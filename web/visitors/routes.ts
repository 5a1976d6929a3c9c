import { z } from 'zod';
import { automations } from '../../internal/contract/automations.ts';
import { id } from '../../internal/contract/ids.ts';
import { tokens } from '../../internal/contract/logins.ts';
import { personName } from '../../internal/contract/people.ts';
import { type Answer, answerJson, sendAsset, showPage } from '../answers/answer.ts';
import { HttpError } from '../answers/http-error.ts';
import { json, plain, type Route } from '../routing/route.ts';
import type { ReadVisit, WriteVisit } from '../routing/visit.ts';

const sessionFields = z.strictObject({ nickname: personName.optional(), org: id.optional() });

const automationsPerMinute = 1200;

/** What somebody who comes by needs: the chat page, the widget, and an identity of their own. */
export const visitorRoutes: readonly Route[] = [
  plain('/chat', 'anyone', (visit) => showChat('/chat/chat', visit)),
  plain('/widget', 'anyone', (visit) => showChat('/chat/widget', visit), { framing: 'widget' }),
  plain('/widget.js', 'anyone', (visit) => sendFile(visit, 'widget/widget.js')),
  plain('/favicon.ico', 'anyone', (visit) => sendFile(visit, 'favicon.svg')),
  plain('/demo', 'anyone', showDemo, { framing: 'demo' }),
  plain('/v1/automations', 'anyone', listAutomations, {
    summary: 'Automations that a visitor may talk to',
    output: automations.operations.listAutomations.output,
    limit: automationsPerMinute,
  }),
  json('/v1/chat/session', 'anyone', {
    summary: 'Come in as a visitor, without an account',
    fields: sessionFields,
    output: tokens,
    act: startVisitor,
    limit: 'chat_sessions',
    shared: true,
  }),
];

async function showChat(template: string, { query }: ReadVisit): Promise<Answer> {
  const org = id.safeParse(query.get('org'));
  return showPage(template, org.success ? { org: org.data } : {});
}

async function sendFile({ app }: ReadVisit, path: string): Promise<Answer> {
  const asset = app.assets.find(path);
  if (!asset) throw new HttpError(404, 'The address may be mistyped, or what was here is gone.');
  return sendAsset(asset);
}

/** Embeds the widget from the other loopback name, so that it crosses origins as elsewhere. */
async function showDemo({ app, host }: ReadVisit): Promise<Answer> {
  const { own } = app.origins;
  const widgetOrigin = own.find((origin) => new URL(origin).host !== host) ?? own[0];
  return showPage('/demo/shop', { widgetOrigin });
}

async function listAutomations({ calls, as }: ReadVisit): Promise<Answer> {
  return answerJson(await calls.automations.listAutomations({}, as));
}

async function startVisitor(
  { calls, as }: WriteVisit,
  fields: z.output<typeof sessionFields>,
): Promise<Answer> {
  return answerJson(await calls.logins.startVisitor(fields, as));
}

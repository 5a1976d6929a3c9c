import { z } from 'zod';
import { automation } from '../../internal/contract/automations.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { id } from '../../internal/contract/ids.ts';
import { tokens } from '../../internal/contract/logins.ts';
import { signedIdentity } from '../../internal/contract/identities.ts';
import { defaultOrg, email, personName } from '../../internal/contract/people.ts';
import { type Answer, answerJson, sendAsset, showPage } from '../answers/answer.ts';
import { makeAsset } from '../assets/make-asset.ts';
import { brandStyles } from '../chat/brand-colours.ts';
import { formRoutes } from '../chat/form-routes.ts';
import { giveTexts, orgOf, showChat } from '../chat/show-chat.ts';
import { HttpError } from '../answers/http-error.ts';
import { json, plain, type Route } from '../routing/route.ts';
import type { ReadVisit, WriteVisit } from '../routing/visit.ts';

const sessionFields = z.strictObject({
  nickname: personName.optional(),
  email: email.optional(),
  org: id.optional(),
  identity: signedIdentity.optional(),
});

/** What all who share an address may ask together: a school, a company. */
const visitsPerMinute = 1200;

/** What somebody who comes by needs: the chat page, the widget, and an identity of their own. */
export const visitorRoutes: readonly Route[] = [
  plain('/chat', 'anyone', async (visit) => showChat('/chat/chat', visit), {
    limit: visitsPerMinute,
  }),
  plain('/widget', 'anyone', async (visit) => showChat('/chat/widget', visit), {
    framing: 'widget',
    limit: visitsPerMinute,
  }),
  plain('/widget.js', 'anyone', async ({ app }) => sendAsset(app.loader)),
  plain('/chat/texts', 'anyone', giveTexts, { limit: visitsPerMinute }),
  ...formRoutes,
  plain('/chat/brand.css', 'anyone', giveBrand, { limit: visitsPerMinute }),
  plain('/favicon.ico', 'anyone', (visit) => sendFile(visit, 'favicon.svg')),
  plain('/demo', 'anyone', showDemo, { framing: 'demo' }),
  plain('/v1/automations', 'anyone', listAutomations, {
    summary: 'Automations that a visitor may talk to; `?org=` says in which organisation',
    output: z.object({ automations: z.array(automation) }),
    limit: visitsPerMinute,
  }),
  json('/v1/chat/session', 'anyone', {
    summary: 'Come in as a visitor, or as whom your site signs you to be',
    bearing: true,
    fields: sessionFields,
    output: tokens,
    act: startVisitor,
    limit: 'chat_sessions',
    shared: true,
  }),
];

const brandColour = z.string().regex(/^[0-9a-f]{6}$/);

/** A stylesheet that says nothing but colours: the same for ever for the same colour. */
async function giveBrand({ query }: ReadVisit): Promise<Answer> {
  const colour = brandColour.safeParse(query.get('colour'));
  if (!colour.success) throw new HttpError(404, 'There is no such colour.');
  const styles = Buffer.from(brandStyles(`#${colour.data}`));
  return sendAsset(makeAsset(styles, 'text/css; charset=utf-8'));
}

async function sendFile({ app }: ReadVisit, path: string): Promise<Answer> {
  const asset = app.assets.find(path);
  if (!asset) throw new HttpError(404, 'The address may be mistyped, or what was here is gone.');
  return sendAsset(asset);
}

/** Embeds the widget from the other loopback name, so that it crosses origins as elsewhere. */
async function showDemo({ app, host, query }: ReadVisit): Promise<Answer> {
  const { own } = app.origins;
  const widgetOrigin = own.find((origin) => new URL(origin).host !== host) ?? own[0];
  const wished = query.get('language');
  const chatLanguage = wished === null ? '' : app.languages.choose(wished, []).tag;
  return showPage('/demo/shop', { widgetOrigin, chatLanguage });
}

async function listAutomations(visit: ReadVisit): Promise<Answer> {
  const { calls, as } = visit;
  const org = orgOf(visit) || undefined;
  return answerJson(await calls.automations.listAutomations({ org }, as));
}

async function startVisitor(
  { calls, as, sharedBy }: WriteVisit,
  fields: z.output<typeof sessionFields>,
): Promise<Answer> {
  if (sharedBy && !sharedBy.includes(fields.org ?? defaultOrg)) {
    throw new AppError('forbidden', 'This site may not show the chat of that organisation.');
  }
  const { identity, ...visitor } = fields;
  if (identity === undefined) return answerJson(await calls.logins.startVisitor(visitor, as));
  // A site that may speak to some organisations brings nobody into the others.
  const org = fields.org ?? (sharedBy ? defaultOrg : undefined);
  const wish = { identity, ...(org === undefined ? {} : { org }) };
  return answerJson(await calls.identities.exchangeIdentity(wish, as));
}

import type { Request, RequestHandler, Response } from 'express';
import { id } from '../../internal/contract/ids.ts';
import { AppError, type ErrorCode } from '../../internal/contract/errors.ts';
import type { Answer } from '../answers/answer.ts';
import { presentError } from '../answers/presentation.ts';
import { sendAnswer } from '../answers/send-answer.ts';
import { readIdempotencyKey } from '../api/request-headers.ts';
import type { Application } from '../application.ts';
import { isSecret, parseFields, readBody } from '../guards/bodies.ts';
import { guardOrigin } from '../guards/cors.ts';
import { applyFraming, type Framing } from '../guards/headers.ts';
import { limitAddress, tellQuota } from '../guards/program-limits.ts';
import { addressKey, tooMany } from '../guards/rate-limits.ts';
import { contextOf, traceOf } from '../guards/traces.ts';
import { browserOf } from '../sessions/browser.ts';
import { actOnce, enterRoute } from './enter-route.ts';
import { identify } from './identify.ts';
import { createPatience } from './patience.ts';
import type { PlainRoute, WriteRoute } from './route.ts';
import type { ReadVisit, WriteVisit } from './visit.ts';

/** Everything that happens to a request of this route, in order. */
export function serveRoute(app: Application, route: PlainRoute): RequestHandler {
  return async (request, response) => {
    await enterRoute(response, route.path);
    const inTime = createPatience();
    const sharedBy = await inTime(() => guardOrigin(route, app, request, response));
    countRequest(app, route, response);
    const { login, caller } = await inTime(() => identify(app, route, request, response));
    const visit: ReadVisit = {
      app,
      login,
      caller,
      visitor: request.session?.visitor ?? null,
      as: contextOf(response),
      query: new URLSearchParams(request.url.split('?')[1] ?? ''),
      params: readParams(request),
      host: request.get('host') ?? '',
      languages: request.acceptsLanguages(),
      wantsJson: request.accepts(['html', 'json']) === 'json',
      calls: app.reads,
      sharedBy,
    };
    if (route.method === 'GET') {
      if (route.framing) await frame(visit, response, route.framing);
      const shown = await inTime(() => route.answer(visit));
      sendAnswer(app, request, response, login, shown);
      return;
    }
    const browser = browserOf(app.sessions, app.origins.secure, request, response);
    const idempotency = route.creates ? readIdempotencyKey(request) : undefined;
    const as = { ...visit.as, ...(idempotency === undefined ? {} : { idempotency }) };
    const writing: WriteVisit = { ...visit, as, calls: app.calls, browser };
    const body = await readBody(request, response, route.door, route.maxBytes);
    const answer = await inTime(() => perform(route, writing, body));
    sendAnswer(app, request, response, login, answer);
  };
}

/** The widget's frame is for the sites of the organisation that it is the widget of. */
async function frame({ app, query }: ReadVisit, response: Response, framing: Framing) {
  const org = id.safeParse(query.get('org')).data;
  const sites = framing === 'widget' ? await app.widgetSites.originsOf(org) : [];
  applyFraming(response, app.origins, framing, sites);
}

async function perform(
  route: WriteRoute,
  visit: WriteVisit,
  body: Record<string, unknown>,
): Promise<Answer> {
  const answer = await actOnce(() => act(route, visit, body));
  await visit.browser.keep();
  return answer;
}

async function act(
  route: WriteRoute,
  visit: WriteVisit,
  body: Record<string, unknown>,
): Promise<Answer> {
  const parsed = parseFields(route.fields, body);
  if (!('fields' in parsed)) return refuse(route, visit, body, parsed.messages);
  try {
    return await route.act(visit, parsed.fields);
  } catch (error) {
    if (!(error instanceof AppError) || !route.again) throw error;
    if (error.fields) return refuse(route, visit, body, error.fields);
    if (!passing.includes(error.code) || visit.wantsJson) throw error;
    return keepForm(route, visit, body, error);
  }
}

/** What may go well later with the very same form. */
const passing: readonly ErrorCode[] = ['unavailable', 'rate_limited', 'conflict'];

/** The form as it was filled in, above it why it was not taken. Throws that where it cannot. */
async function keepForm(
  route: WriteRoute,
  visit: WriteVisit,
  body: Record<string, unknown>,
  trouble: AppError,
): Promise<Answer> {
  const refused = { values: typedIn(body), messages: {}, trouble };
  const shown = await route.again?.(visit, refused).catch(() => null);
  if (shown?.kind !== 'page') throw trouble;
  const { status, text, retryMs } = presentError(trouble);
  if (status >= 500) {
    const about = { err: trouble, route: route.path, request_id: visit.as.requestId };
    visit.app.log.error(about, 'request failed');
  }
  // A page with the rail says it as a flash, a card as its problem.
  const data = { ...shown.data, flash: { kind: 'error', text }, problem: text };
  return { ...shown, data, status, retryMs };
}

function refuse(
  route: WriteRoute,
  visit: WriteVisit,
  body: Record<string, unknown>,
  messages: Record<string, string>,
): Promise<Answer> {
  const [name, message] = Object.entries(messages)[0] ?? ['input', 'is malformed'];
  if (!route.again) throw new AppError('invalid', `${name}: ${message}.`, { fields: messages });
  return route.again(visit, { values: typedIn(body), messages });
}

/** No passwords. */
function typedIn(body: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(body).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && !isSecret(entry[0]),
    ),
  );
}

function countRequest(app: Application, route: PlainRoute, response: Response): void {
  if (route.limit === undefined) {
    if (route.path.startsWith('/v1/')) limitAddress(app, response);
    return;
  }
  const { limit } = route;
  const perMinute = typeof limit === 'number' ? limit : app.perMinute[limit];
  const quota = app.limits.take(
    addressKey(nameOfLimit(route), traceOf(response).address),
    perMinute,
  );
  tellQuota(response, 'address', quota);
  if (quota.retryMs > 0) throw tooMany('your network', quota);
}

/** A form and its JSON twin share a limit that has a name. */
function nameOfLimit({ limit, path }: PlainRoute): string {
  return typeof limit === 'string' ? limit : path;
}

/** What stands in the path is an id or it is nobody's. */
function readParams(request: Request): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.params)) {
    const parsed = id.safeParse(value);
    if (!parsed.success) throw new AppError('not_found', 'There is no such page.');
    params[name] = parsed.data;
  }
  return params;
}

import type { ErrorRequestHandler, Request, Response } from 'express';
import type { Application } from '../application.ts';
import { traceOf } from '../guards/traces.ts';
import { isForPrograms, limitAddress } from '../guards/program-limits.ts';
import { type Presentation, presentError } from './presentation.ts';
import { setRetryAfter } from './send-answer.ts';
import { readUnsent, type UnsentForm } from './unsent-form.ts';

/** The end of the chain for whatever went wrong: a problem document for programs, else a page. */
export function showError(app: Application): ErrorRequestHandler {
  return async (error: unknown, request, response, _next) => {
    const shown = presentError(countedError(app, request, response, error));
    const { requestId, route } = traceOf(response);
    if (shown.status >= 500) {
      app.log.error({ err: error, route, request_id: requestId }, 'request failed');
    }
    if (response.headersSent) {
      if (!response.writableEnded) response.destroy();
      return;
    }
    for (const [name, value] of Object.entries(shown.headers)) response.setHeader(name, value);
    if (shown.retryMs) setRetryAfter(response, shown.retryMs);
    if (wantsProblem(request)) return sendProblem(response, shown, requestId);
    if (shown.status === 401) return response.redirect(303, signInPath(app, request));
    const unsent = shown.status === 503 ? await readUnsent(app, request, response) : null;
    sendErrorPage(app, request, response, shown, requestId, unsent);
  };
}

/** Requests to `/v1` that no route was found for count like those that one answers. */
function countedError(
  app: Application,
  request: Request,
  response: Response,
  error: unknown,
): unknown {
  if (response.headersSent || !isForPrograms(request)) return error;
  try {
    limitAddress(app, response);
    return error;
  } catch (tooMany) {
    return tooMany;
  }
}

function wantsProblem(request: Request): boolean {
  return isForPrograms(request) || request.accepts(['html', 'json']) === 'json';
}

/** RFC 9457. */
function sendProblem(response: Response, shown: Presentation, requestId: string): void {
  if (shown.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  const body = {
    type: 'about:blank',
    title: shown.title,
    status: shown.status,
    detail: shown.text,
    code: shown.code,
    errors:
      shown.fields && Object.entries(shown.fields).map(([path, message]) => ({ path, message })),
    retry_ms: shown.retryMs,
    request_id: requestId,
  };
  response.status(shown.status).type('application/problem+json').send(JSON.stringify(body));
}

/**
 * After signing in, the page that was asked for is opened, or that of a form; the form is not sent
 * again, and the way there says so. Where `next` may lead is looked at when it is gone to.
 */
function signInPath(app: Application, request: Request): string {
  const isForm = request.method === 'POST';
  const next = isForm ? pageOfForm(app, request)?.pathname : request.path;
  const query = new URLSearchParams({
    ...(next && next !== '/' ? { next } : {}),
    ...(isForm ? { unsaved: 'yes' } : {}),
  });
  return query.size > 0 ? `/login?${query.toString()}` : '/login';
}

function sendErrorPage(
  app: Application,
  request: Request,
  response: Response,
  shown: Presentation,
  requestId: string,
  unsent: UnsentForm | null,
): void {
  const body = app.views.render('/layout/error', {
    title: shown.title,
    text: shown.text,
    drawing: shown.status === 403 ? 'gate' : 'lost',
    action: wayBack(app, request),
    unsent,
    requestId: shown.status >= 500 ? requestId : undefined,
  });
  response.status(shown.status).type('html').send(body);
}

/** A form leads back to the page of ours that it stood on; everything else to the start. */
function wayBack(app: Application, request: Request): { href: string; label: string } {
  const from = pageOfForm(app, request);
  if (!from) return { href: '/', label: 'Back to the start' };
  return { href: from.pathname + from.search, label: 'Back to the page' };
}

function pageOfForm(app: Application, request: Request): URL | null {
  const referer = request.get('referer') ?? '';
  const from = URL.canParse(referer) ? new URL(referer) : null;
  const isOurs = from !== null && app.origins.own.includes(from.origin);
  return request.method === 'POST' && isOurs ? from : null;
}

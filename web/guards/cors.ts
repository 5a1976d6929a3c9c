import type { Request, RequestHandler, Response } from 'express';
import type { Application } from '../application.ts';
import { asksByToken, hasSession, type PlainRoute, type WriteRoute } from '../routing/route.ts';
import { refuseCrossSite, refuseStrangers } from './cross-site.ts';

const preflightSeconds = 600;

/**
 * Refuses state changes that strangers' pages ask for; names the page's origin when it may ask.
 * Returns the organisations that such a page may speak to; null when it may speak to all.
 */
export async function guardOrigin(
  route: PlainRoute,
  app: Pick<Application, 'origins' | 'widgetSites'>,
  request: Request,
  response: Response,
): Promise<readonly string[] | null> {
  if (route.method === 'GET') return null;
  const { origins } = app;
  const byCookie = hasSession(route) || route.who === 'account';
  if (byCookie && !asksByToken(route, request)) {
    refuseCrossSite(request, origins);
    return null;
  }
  if (!route.shared) {
    refuseStrangers(request, origins, []);
    return null;
  }
  response.setHeader('Vary', 'Origin');
  const origin = request.get('origin') ?? '';
  const isKnown = [...origins.own, ...origins.widget, ''].includes(origin);
  const orgs = isKnown ? null : await app.widgetSites.orgsOf(origin);
  const others = orgs?.length ? [origin] : origins.widget;
  const sharing = refuseStrangers(request, origins, others);
  if (sharing) response.setHeader('Access-Control-Allow-Origin', sharing);
  return orgs;
}

/** Answers what a browser asks before another site's page may send JSON (Fetch, CORS). */
export function answerPreflight(route: WriteRoute, app: Application): RequestHandler {
  return async (request, response) => {
    await guardOrigin(route, app, request, response);
    if (response.hasHeader('Access-Control-Allow-Origin')) {
      response.setHeader('Access-Control-Allow-Methods', route.method);
      response.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Type');
      response.setHeader('Access-Control-Max-Age', preflightSeconds);
      response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    }
    response.status(204).end();
  };
}

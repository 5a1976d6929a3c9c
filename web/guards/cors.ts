import type { Request, RequestHandler, Response } from 'express';
import { asksByToken, hasSession, type PlainRoute, type WriteRoute } from '../routing/route.ts';
import { refuseCrossSite, refuseStrangers } from './cross-site.ts';
import type { Origins } from './origins.ts';

const preflightSeconds = 600;

/** Refuses state changes that strangers' pages ask for; names the page's origin when it may ask. */
export function guardOrigin(
  route: PlainRoute,
  origins: Origins,
  request: Request,
  response: Response,
): void {
  if (route.method === 'GET') return;
  const byCookie = hasSession(route) || route.who === 'account';
  if (byCookie && !asksByToken(route, request)) return refuseCrossSite(request, origins);
  if (route.shared) response.setHeader('Vary', 'Origin');
  const sharing = refuseStrangers(request, origins, route.shared === true);
  if (sharing) response.setHeader('Access-Control-Allow-Origin', sharing);
}

/** Answers what a browser asks before a page of WIDGET_ORIGINS may send JSON (Fetch, CORS). */
export function answerPreflight(route: WriteRoute, origins: Origins): RequestHandler {
  return (request, response) => {
    guardOrigin(route, origins, request, response);
    if (response.hasHeader('Access-Control-Allow-Origin')) {
      response.setHeader('Access-Control-Allow-Methods', route.method);
      response.setHeader('Access-Control-Allow-Headers', 'Content-Type');
      response.setHeader('Access-Control-Max-Age', preflightSeconds);
      response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    }
    response.status(204).end();
  };
}

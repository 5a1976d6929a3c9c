import express, { type Express, type RequestHandler } from 'express';
import { serveApi } from './api/serve-api.ts';
import { HttpError } from './answers/http-error.ts';
import { showError } from './answers/show-error.ts';
import type { Application } from './application.ts';
import { serveAssets } from './assets/serve-assets.ts';
import { serveFiles } from './files/serve-files.ts';
import { logAccess } from './guards/access-log.ts';
import { answerPreflight } from './guards/cors.ts';
import { setHeaders } from './guards/headers.ts';
import { limitAddress } from './guards/program-limits.ts';
import { checkTarget } from './guards/targets.ts';
import { nameRequest } from './guards/traces.ts';
import type { Route } from './routing/route.ts';
import { serveRoute } from './routing/serve-route.ts';

const verbs = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' } as const;

/** The whole way of a request, top to bottom; what a route adds stands in `serveRoute`. */
export function buildChain(app: Application, routes: readonly Route[]): Express {
  const chain = express();
  chain.disable('x-powered-by');
  chain.disable('etag');
  chain.set('query parser', false);
  chain.set('case sensitive routing', true);
  chain.set('strict routing', true);

  chain.use(setHeaders(app.origins));
  chain.use(nameRequest(app.addresses));
  chain.use(logAccess(app.log, app.report));
  chain.use(checkTarget());
  chain.use(serveAssets(app.assets));
  if (app.disk) chain.use(serveFiles(app.disk));
  for (const route of routes) {
    if (route.door === 'api') {
      chain[verbs[route.method]](route.path, serveApi(app, route));
      continue;
    }
    chain[verbs[route.method]](route.path, serveRoute(app, route));
    if (route.method === 'POST' && route.shared) {
      chain.options(route.path, countAddress(app), answerPreflight(route, app));
    }
  }
  for (const [path, allowed] of allowedMethods(routes)) {
    if (allowed.includes('OPTIONS')) chain.options(path, countAddress(app), answerOptions(allowed));
    chain.all(path, () => {
      throw new HttpError(405, 'This address does not take that kind of request.', {
        Allow: allowed.join(', '),
      });
    });
  }
  chain.use(() => {
    throw new HttpError(404, 'The address may be mistyped, or what was here is gone.');
  });
  chain.use(showError(app));
  return chain;
}

function countAddress(app: Application): RequestHandler {
  return (_request, response, next) => {
    limitAddress(app, response);
    next();
  };
}

/** What an address of `/v1` takes (RFC 9110, 9.3.7). */
function answerOptions(allowed: readonly string[]): RequestHandler {
  return (_request, response) => {
    response.setHeader('Allow', allowed.join(', '));
    response.status(204).end();
  };
}

function allowedMethods(routes: readonly Route[]): Map<string, string[]> {
  const allowed = new Map<string, string[]>();
  for (const { path, method, door } of routes) {
    const methods = [
      ...(method === 'GET' ? ['GET', 'HEAD'] : [method]),
      ...(door === 'api' ? ['OPTIONS'] : []),
    ];
    allowed.set(path, [...new Set([...(allowed.get(path) ?? []), ...methods])]);
  }
  return allowed;
}

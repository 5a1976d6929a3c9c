import type { RequestHandler, Response } from 'express';
import { v7 } from 'uuid';
import { idPattern } from '../../internal/contract/ids.ts';
import type { Addresses } from './addresses.ts';

/** What the log says of one request. */
export type Trace = {
  /** Runs from the browser to SQL. */
  readonly requestId: string;
  readonly address: string | undefined;
  /** The route's pattern, never the path that was asked for. */
  route: string;
  login: string | undefined;
};

export function traceOf(response: Response): Trace {
  return response.locals.trace as Trace;
}

/** Names the request. A name from outside counts only when a trusted proxy gave it. */
export function nameRequest(addresses: Addresses): RequestHandler {
  return (request, response, next) => {
    const given = addresses.isProxied(request) ? request.get('x-request-id') : undefined;
    const requestId = given && idPattern.test(given) ? given : v7();
    const trace: Trace = {
      requestId,
      address: addresses.of(request),
      route: '(none)',
      login: undefined,
    };
    response.locals.trace = trace;
    response.setHeader('X-Request-Id', requestId);
    next();
  };
}

import type { IncomingMessage } from 'node:http';
import type { RequestHandler, Response } from 'express';
import { v7 } from 'uuid';
import { idPattern } from '../../internal/contract/ids.ts';
import type { CallContext } from '../../internal/contract/types.ts';
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

/** Who acts, for every call on the bus that this request leads to. */
export function contextOf(response: Response): CallContext {
  const { requestId, address, login } = traceOf(response);
  return {
    requestId,
    ...(address === undefined ? {} : { address }),
    ...(login === undefined ? {} : { login }),
  };
}

export function traceOf(response: Response): Trace {
  return response.locals.trace as Trace;
}

/** A name from outside counts only when a trusted proxy gave it. */
export function requestIdOf(request: IncomingMessage, addresses: Addresses): string {
  const given = addresses.isProxied(request) ? request.headers['x-request-id'] : undefined;
  return typeof given === 'string' && idPattern.test(given) ? given : v7();
}

export function nameRequest(addresses: Addresses): RequestHandler {
  return (request, response, next) => {
    const requestId = requestIdOf(request, addresses);
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

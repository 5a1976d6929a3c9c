import type { RequestHandler } from 'express';
import type { Log } from '../../internal/log/log.ts';
import { traceOf } from './traces.ts';

/** What one finished request is reported as. */
export type Finished = { method: string; route: string; status: number; durationMs: number };

const knownMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** One line a request: the route's pattern, never its query, its body or a header. */
export function logAccess(log: Log, report: (finished: Finished) => void): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now();
    response.once('close', () => {
      const trace = traceOf(response);
      const durationMs = Math.round((performance.now() - startedAt) * 10) / 10;
      const method = knownMethods.includes(request.method) ? request.method : 'other';
      const finished = { method, route: trace.route, status: response.statusCode, durationMs };
      const line = {
        method,
        route: trace.route,
        status: response.statusCode,
        duration_ms: durationMs,
        request_id: trace.requestId,
        login_id: trace.login,
        address: trace.address,
        ...(response.writableFinished ? {} : { aborted: true }),
      };
      log.info(line, 'request');
      report(finished);
    });
    next();
  };
}

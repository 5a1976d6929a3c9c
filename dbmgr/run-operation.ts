import type { Bus } from '../internal/bus/connect.ts';
import type { RequestContext, ServeOptions } from '../internal/bus/serve.ts';
import { isMeshCaller } from '../internal/contract/define.ts';
import { AppError } from '../internal/contract/errors.ts';
import type { Log } from '../internal/log/log.ts';
import type { Metrics } from '../internal/metrics/metrics.ts';
import type { Bulkheads } from './bulkheads/bulkheads.ts';
import type { Context } from './context.ts';
import { traceStatements } from './database/traced-dialect.ts';
import { presentDatabaseError } from './database/transact.ts';
import { reasonOf } from './reason-of.ts';
import { createReplayGuard } from './replay-guard.ts';

type Parts = { bulkheads: Bulkheads; bus: Bus; log: Log; metrics: Metrics; now: () => Date };

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/**
 * Runs each operation inside its bulkhead, measures it and writes one line about it: what, for
 * whom, how long, with what outcome and why it was unavailable; never its input or its answer.
 */
export function createOperationRunner(parts: Parts): ServeOptions<Context, 'dbmgr'>['run'] {
  const observe = parts.metrics.histogram('natter_operation_seconds', 'Time an operation took', {
    buckets,
    labels: ['feature', 'operation', 'caller', 'outcome'],
  });
  const refuseReplay = createReplayGuard();
  return async (request, operation, handle) => {
    const start = performance.now();
    const { db, gate } = parts.bulkheads[operation.bulkhead];
    const { bus, log, now } = parts;
    const context: Context = { db, bus, request, log, now, scope: operation.scope };
    let outcome = 'internal';
    let reason: string | undefined;
    try {
      refuseReplay(request, operation);
      // A transaction of messages serves many requests at once and carries the id of none.
      const traced = operation.bulkhead === 'messages' ? undefined : request.requestId;
      const output = await gate.run(() => traceStatements(traced, () => handle(context)));
      outcome = 'ok';
      return output;
    } catch (error) {
      const presented = presentDatabaseError(error);
      if (presented instanceof AppError) {
        outcome = presented.code;
        reason = reasonOf(presented);
      }
      throw presented;
    } finally {
      const durationMs = performance.now() - start;
      const { feature, operation: name } = request;
      const caller = isMeshCaller(request.caller) ? request.caller : 'automation';
      observe(durationMs / 1000, { feature, operation: name, caller, outcome });
      const level = outcome === 'ok' && isUsual(request) ? 'debug' : 'info';
      parts.log[level](
        {
          feature,
          operation: name,
          caller: request.caller,
          request_id: request.requestId,
          actor: context.actor,
          duration_ms: Math.round(durationMs * 10) / 10,
          outcome,
          reason,
        },
        'operation',
      );
    }
  };
}

/**
 * What comes every few seconds whether anybody is there or not, and batches of messages, which come
 * all the time and carry the id of no request.
 */
function isUsual({ feature, operation }: RequestContext): boolean {
  const usual = ['health.check', 'automations.beat', 'messages.sendMessages'];
  return usual.includes(`${feature}.${operation}`);
}

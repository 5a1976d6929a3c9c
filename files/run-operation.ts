import type { CallContext } from '../internal/contract/types.ts';
import type { ServeOptions } from '../internal/bus/serve.ts';
import { AppError } from '../internal/contract/errors.ts';
import type { Log } from '../internal/log/log.ts';
import type { Metrics } from '../internal/metrics/metrics.ts';

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Measures each operation and writes one line about it; hands on who acts. */
export function createOperationRunner(
  log: Log,
  metrics: Metrics,
): ServeOptions<CallContext, 'files'>['run'] {
  const observe = metrics.histogram('natter_file_seconds', 'Time until an upload was looked at', {
    buckets,
    labels: ['outcome'],
  });
  return async ({ feature, operation, caller, login, requestId, address }, _operation, handle) => {
    const start = performance.now();
    let outcome = 'internal';
    try {
      const output = await handle({
        ...(login && { login }),
        ...(requestId && { requestId }),
        ...(address && { address }),
      });
      outcome = 'ok';
      return output;
    } catch (error) {
      if (error instanceof AppError) outcome = error.code;
      if (outcome === 'unavailable') log.warn({ err: error }, 'a file could not be looked at');
      throw error;
    } finally {
      const durationMs = performance.now() - start;
      observe(durationMs / 1000, { outcome });
      log.info(
        {
          feature,
          operation,
          caller,
          request_id: requestId,
          duration_ms: Math.round(durationMs * 10) / 10,
          outcome,
        },
        'operation',
      );
    }
  };
}

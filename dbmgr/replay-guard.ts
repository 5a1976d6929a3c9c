import type { RequestContext } from '../internal/bus/serve.ts';
import { isMeshCaller, type Operation } from '../internal/contract/define.ts';
import { AppError } from '../internal/contract/errors.ts';

/** The bus refuses requests that are older than two minutes, and as much from the future. */
const memoryMs = 240_000;
const sliceMs = 60_000;

/**
 * Refuses a request that was captured and is sent again (threat N8): a write by a process of the
 * mesh carries the time it was sent and its request's id, and the same write is taken once.
 * Messages and the answers of automations are numbered by their senders and harmless when repeated.
 */
export function createReplayGuard(nowMs: () => number = Date.now) {
  const slices: { until: number; keys: Set<string> }[] = [];
  return (request: RequestContext, operation: Operation): void => {
    const isWrite = operation.bulkhead === 'writes' || operation.bulkhead === 'logins';
    if (!isWrite || !isMeshCaller(request.caller)) return;
    if (request.sentAtMs === undefined) {
      throw new AppError('invalid', 'The request does not say when it was sent.');
    }
    if (!request.requestId) return;
    const now = nowMs();
    while (slices[0] && slices[0].until < now) slices.shift();
    const { caller, feature, operation: name, requestId, sentAtMs } = request;
    const key = [caller, feature, name, requestId, sentAtMs, request.login].join(' ');
    if (slices.some(({ keys }) => keys.has(key))) {
      throw new AppError('conflict', 'This request was made already.');
    }
    let slice = slices.at(-1);
    if (!slice || slice.until - memoryMs < now - sliceMs) {
      slice = { until: now + memoryMs + sliceMs, keys: new Set() };
      slices.push(slice);
    }
    slice.keys.add(key);
  };
}

import type { Response } from 'express';
import { failpoint } from '../../internal/process/failpoint.ts';
import { traceOf } from '../guards/traces.ts';

/** What a request to any route begins with: `path` is what its log line and metrics call it. */
export async function enterRoute(response: Response, path: string): Promise<void> {
  traceOf(response).route = path;
  await failpoint('web.request');
}

/** The part of a request that may change something. */
export async function actOnce<T>(act: () => Promise<T>): Promise<T> {
  await failpoint('web.beforeAct');
  const answer = await act();
  await failpoint('web.afterAct');
  return answer;
}

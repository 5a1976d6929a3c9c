import type { Request, Response } from 'express';
import type { Application } from '../application.ts';
import { addressKey, type Quota, tooMany } from './rate-limits.ts';
import { traceOf } from './traces.ts';

/** What programs ask for; pages and their parts are elsewhere. */
export function isForPrograms(request: Request): boolean {
  return request.path.startsWith('/v1/');
}

/** Counts a request of this address to `/v1`, once. Throws `rate_limited`. */
export function limitAddress(app: Application, response: Response): void {
  if (response.hasHeader('RateLimit')) return;
  const key = addressKey('/v1', traceOf(response).address);
  const quota = app.limits.take(key, app.requestsPerMinute.address);
  tellQuota(response, 'address', quota);
  if (quota.retryMs > 0) throw tooMany('your network', quota);
}

/** The same for a person, whichever of their tokens and keys they used. */
export function limitAccount(app: Application, response: Response, person: string): void {
  const quota = app.limits.take(`account ${person}`, app.requestsPerMinute.account);
  tellQuota(response, 'account', quota);
  if (quota.retryMs > 0) throw tooMany('your account', quota);
}

/** `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10). */
export function tellQuota(response: Response, name: string, quota: Quota): void {
  const resetSeconds = Math.ceil(quota.resetMs / 1000);
  response.appendHeader('RateLimit-Policy', `"${name}";q=${quota.perMinute};w=60`);
  response.appendHeader('RateLimit', `"${name}";r=${quota.left};t=${resetSeconds}`);
}

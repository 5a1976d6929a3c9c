import type { Request } from 'express';
import { AppError } from '../../internal/contract/errors.ts';
import type { Origins } from './origins.ts';

const refusal =
  'This request did not come from a page of this site, so it was refused and nothing changed. ' +
  'Open the page here and try again.';

/**
 * Refuses a state-changing request that another site's page sent with this browser's cookies:
 * `Sec-Fetch-Site` decides (W3C Fetch Metadata), `Origin` when a browser sends no such header; a
 * contradiction or the absence of both is refused.
 */
export function refuseCrossSite(request: Request, origins: Origins): void {
  const site = request.get('sec-fetch-site');
  const origin = request.get('origin');
  const fromOwn = origin !== undefined && origins.own.includes(origin);
  if (site === undefined && origin === undefined) throw new AppError('forbidden', refusal);
  if (site !== undefined && site !== 'same-origin') throw new AppError('forbidden', refusal);
  if (origin !== undefined && !fromOwn) throw new AppError('forbidden', refusal);
}

/**
 * For what needs no cookie: a program sends no `Origin`, a page's must be ours or one of `others`,
 * compared exactly. Returns the origin that CORS headers must name.
 */
export function refuseStrangers(
  request: Request,
  origins: Origins,
  others: readonly string[],
): string | undefined {
  const origin = request.get('origin');
  const site = request.get('sec-fetch-site');
  if (origin === undefined) {
    if (site === undefined || site === 'same-origin' || site === 'none') return undefined;
    throw new AppError('forbidden', refusal);
  }
  if (others.includes(origin)) return origin;
  if (!origins.own.includes(origin)) throw new AppError('forbidden', refusal);
  return undefined;
}

import type { Request, RequestHandler, Response } from 'express';
import { traceOf } from '../guards/traces.ts';
import type { Asset, Assets } from './asset.ts';

const yearSeconds = 365 * 24 * 60 * 60;
const prefix = '/static/';

/**
 * `/static/<version>/…` may be kept for ever; `/static/…` and other versions' addresses are
 * asked for again each time and answered 304 when nothing changed.
 */
export function serveAssets(assets: Assets): RequestHandler {
  return (request, response, next) => {
    if (!request.path.startsWith(prefix)) return next();
    traceOf(response).route = '/static/*';
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    const path = request.path.slice(prefix.length);
    const slash = path.indexOf('/');
    const versioned = assets.find(path.slice(slash + 1));
    const asset = assets.find(path) ?? versioned;
    if (!asset) return next();
    const isLasting = path.slice(0, slash) === assets.version;
    const caching = isLasting ? `public, max-age=${yearSeconds}, immutable` : 'public, no-cache';
    response.setHeader('Cache-Control', caching);
    sendAsset(request, response, asset);
  };
}

/** An asset as this browser likes it packed, or 304 when it already has it. */
export function sendAsset(request: Request, response: Response, asset: Asset): void {
  const packing = (['br', 'gzip'] as const).find(
    (name) => asset[name] && request.acceptsEncodings(name) === name,
  );
  const packed = packing ? asset[packing] : null;
  response.setHeader('ETag', asset.etag);
  response.setHeader('Vary', 'Accept-Encoding');
  response.setHeader('Content-Type', asset.type);
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  if (packing) response.setHeader('Content-Encoding', packing);
  response.setHeader('Content-Length', (packed ?? asset.plain).length);
  response.status(200).end(packed ?? asset.plain);
}

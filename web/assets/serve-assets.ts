import type { Request, RequestHandler, Response } from 'express';
import { traceOf } from '../guards/traces.ts';
import type { Asset, Assets, Packing } from './asset.ts';

const yearSeconds = 365 * 24 * 60 * 60;
const prefix = '/static/';
/** The better one first. */
const packings: readonly Packing[] = ['br', 'gzip'];

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
    return sendAsset(request, response, asset);
  };
}

/** An asset as this browser likes it packed, or 304 when it already has it. */
export async function sendAsset(request: Request, response: Response, asset: Asset): Promise<void> {
  response.setHeader('ETag', asset.etag);
  response.setHeader('Vary', 'Accept-Encoding');
  response.setHeader('Content-Type', asset.type);
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  const bytes = await packFor(request, response, asset);
  response.setHeader('Content-Length', bytes.length);
  response.status(200).end(bytes);
}

async function packFor(request: Request, response: Response, asset: Asset): Promise<Buffer> {
  for (const packing of packings) {
    if (request.acceptsEncodings(packing) !== packing) continue;
    const bytes = await asset.pack(packing);
    if (!bytes) continue;
    response.setHeader('Content-Encoding', packing);
    return bytes;
  }
  return asset.plain;
}

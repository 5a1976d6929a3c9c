import type { RequestHandler, Response } from 'express';
import { embedders, type Origins, socketOrigins } from './origins.ts';

/**
 * Pages with another policy than most: what the widget's frame and the demo page need, and the
 * members' place, where teams have pictures from wherever they chose.
 */
export type Framing = 'none' | 'widget' | 'demo' | 'app';

const hstsSeconds = 365 * 24 * 60 * 60;

/**
 * A content security policy without inline script or style (CSP level 3). `frame-ancestors` is
 * `'none'` but for the widget's frame.
 */
export function contentPolicy(origins: Origins, framing: Framing = 'none'): string {
  const embedded = framing === 'demo' ? origins.own : [];
  const directives: Record<string, readonly string[]> = {
    'default-src': ["'self'"],
    'script-src': ["'self'", ...embedded],
    'style-src': ["'self'"],
    'img-src': [
      "'self'",
      'data:',
      ...origins.files,
      ...(framing === 'app' ? ['blob:', 'https:'] : []),
    ],
    'media-src': ["'self'", ...origins.files],
    'connect-src': ["'self'", ...socketOrigins(origins), ...origins.files],
    'frame-src': framing === 'demo' ? embedded : ["'none'"],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': framing === 'widget' ? embedders(origins) : ["'none'"],
    'require-trusted-types-for': ["'script'"],
    'trusted-types': ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, values]) => `${name} ${values.join(' ')}`)
    .join('; ');
}

/** Headers of every response, refused upgrades and unreadable requests included. */
export function securityHeaders(origins: Origins): Record<string, string> {
  return {
    'Content-Security-Policy': contentPolicy(origins),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    'Cache-Control': 'no-store',
    ...(origins.secure ? { 'Strict-Transport-Security': `max-age=${hstsSeconds}` } : {}),
  };
}

export function setHeaders(origins: Origins): RequestHandler {
  const headers = securityHeaders(origins);
  return (_request, response, next) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    next();
  };
}

/** The policy of a page that frames, or is framed. */
export function applyFraming(response: Response, origins: Origins, framing: Framing): void {
  response.setHeader('Content-Security-Policy', contentPolicy(origins, framing));
  if (framing !== 'widget') return;
  response.removeHeader('X-Frame-Options');
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
}

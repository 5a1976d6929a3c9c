import type { RequestHandler, Response } from 'express';
import { embedders, type Origins, socketOrigins } from './origins.ts';

/**
 * Pages with another policy than most: what the widget's frame and the demo page need, the members'
 * place, where teams have pictures from wherever they chose, and the page that sets the widget up
 * with a preview in a frame of our own.
 */
export type Framing = 'none' | 'widget' | 'demo' | 'app' | 'alarms' | 'setup' | 'preview';

/** The one policy that a page of staff may have: it names the worker of pushes alone. */
const workerPolicy = 'natter-worker';

const hstsSeconds = 365 * 24 * 60 * 60;

/**
 * A content security policy without inline script or style (CSP level 3). `frame-ancestors` is
 * `'none'` but for the widget's frame and its preview.
 */
export function contentPolicy(
  origins: Origins,
  framing: Framing = 'none',
  sites: readonly string[] = [],
): string {
  const embedded = framing === 'demo' ? origins.own : [];
  const directives: Record<string, readonly string[]> = {
    'default-src': ["'self'"],
    'script-src': ["'self'", ...embedded],
    'style-src': ["'self'"],
    'img-src': [
      "'self'",
      'data:',
      ...origins.files,
      ...(framing === 'app' || framing === 'alarms' ? ['blob:'] : []),
      ...(framing === 'app' ? ['https:'] : []),
    ],
    'media-src': ["'self'", ...origins.files],
    'connect-src': ["'self'", ...socketOrigins(origins), ...origins.files],
    'frame-src': framesOf(framing, embedded),
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ancestorsOf(framing, origins, sites),
    'require-trusted-types-for': ["'script'"],
    'trusted-types': [framing === 'alarms' ? workerPolicy : "'none'"],
  };
  return Object.entries(directives)
    .map(([name, values]) => `${name} ${values.join(' ')}`)
    .join('; ');
}

function framesOf(framing: Framing, embedded: readonly string[]): readonly string[] {
  if (framing === 'setup') return ["'self'"];
  return framing === 'demo' ? embedded : ["'none'"];
}

function ancestorsOf(framing: Framing, origins: Origins, sites: readonly string[]) {
  if (framing === 'preview') return ["'self'"];
  return framing === 'widget' ? embedders(origins, sites) : ["'none'"];
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

/** The policy of a page that frames, or is framed, by these sites too. */
export function applyFraming(
  response: Response,
  origins: Origins,
  framing: Framing,
  sites: readonly string[],
): void {
  response.setHeader('Content-Security-Policy', contentPolicy(origins, framing, sites));
  if (framing === 'preview') response.setHeader('X-Frame-Options', 'SAMEORIGIN');
  if (framing !== 'widget') return;
  response.removeHeader('X-Frame-Options');
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
}

import type { Request, Response } from 'express';
import type { Application } from '../application.ts';
import { isSecret, readBody } from '../guards/bodies.ts';
import { refuseCrossSite } from '../guards/cross-site.ts';
import { createPatience } from '../routing/patience.ts';

/** The longest form that any page has. */
const maxBytes = 128 * 1024;
const patienceMs = 500;

export type UnsentForm = { action: string; fields: [name: string, value: string][] };

/**
 * What a form of ours carried, to be sent once more from the page that says why it was not taken.
 * Null when it carried nothing, or a password: that goes on no page.
 */
export async function readUnsent(
  app: Application,
  request: Request,
  response: Response,
): Promise<UnsentForm | null> {
  if (request.method !== 'POST') return null;
  try {
    refuseCrossSite(request, app.origins);
    const inTime = createPatience(patienceMs);
    const body = await inTime(() => readBody(request, response, 'form', maxBytes));
    const names = Object.keys(body);
    if (names.length === 0 || names.some(isSecret)) return null;
    return { action: request.originalUrl, fields: names.map((name) => [name, String(body[name])]) };
  } catch {
    return null;
  }
}

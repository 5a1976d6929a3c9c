import { once } from 'node:events';
import type { Request, Response } from 'express';
import { contentDisposition } from '../../internal/objects/disposition.ts';
import type { Log } from '../../internal/log/log.ts';
import type { FileAnswer } from './answer.ts';

/** Shown by mistake it can do nothing and fetch nothing. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";

/**
 * Sends a file piece by piece, as fast as its reader takes it. When a piece cannot be had the
 * connection is cut, so that nobody takes half of it for the whole.
 */
export async function sendFile(
  request: Request,
  response: Response,
  log: Log,
  { name, type, pieces }: FileAnswer,
): Promise<void> {
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Disposition', contentDisposition(name, false));
  response.setHeader('Content-Security-Policy', policy);
  if (request.method === 'HEAD') return void response.end();
  try {
    for await (const piece of pieces) {
      if (response.destroyed) return;
      if (!response.write(piece)) {
        await Promise.race([once(response, 'drain'), once(response, 'close')]);
      }
    }
    response.end();
  } catch (error) {
    log.warn({ err: error }, 'a file was not sent whole');
    response.destroy();
  }
}

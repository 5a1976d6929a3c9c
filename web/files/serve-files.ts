import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RequestHandler, Response } from 'express';
import { idPattern } from '../../internal/contract/ids.ts';
import { diskPath, isSigned } from '../../internal/objects/disk-signer.ts';
import { downloadSeconds } from '../../internal/objects/signer.ts';
import type { DiskPlace } from '../../internal/objects/store-place.ts';
import { HttpError } from '../answers/http-error.ts';
import { traceOf } from '../guards/traces.ts';
import { takeUpload } from './take-upload.ts';

/** Whatever it is, it is a picture, a sound or a film at most, and never a page of ours. */
const policy = "sandbox; default-src 'none'; style-src 'none'; frame-ancestors 'none'";

/**
 * Takes and hands out files at `/files/…`, for addresses that were signed. Nothing else opens them,
 * and whoever has such an address needs nothing else, as with an object store.
 */
export function serveFiles(place: DiskPlace): RequestHandler {
  return async (request, response, next) => {
    if (!request.path.startsWith(`${diskPath}/`)) return next();
    const [folder = '', id = '', ...rest] = request.path.slice(diskPath.length + 1).split('/');
    traceOf(response).route = `${diskPath}/*`;
    const isUpload = folder === 'uploads' && request.method === 'PUT';
    const isDownload =
      ['files', 'thumbnails'].includes(folder) && ['GET', 'HEAD'].includes(request.method);
    const query = new URLSearchParams(request.url.split('?')[1] ?? '');
    const method = isUpload ? 'PUT' : 'GET';
    const isPlain = idPattern.test(id) && rest.length === 0 && (isUpload || isDownload);
    if (!isPlain || !isSigned(place.secret, method, request.path, query)) throw notGood(response);
    if (isUpload) await takeUpload(place, id, query, request, response);
    else await handOut(join(place.folder, folder), id, query, response);
  };
}

/** The same for what is forged, too old, or not there. */
function notGood(response: Response): HttpError {
  response.setHeader('Connection', 'close');
  return new HttpError(404, 'This address is no longer good; ask for the file again.');
}

/** A part of it when a player asks for one (RFC 9110, 14). */
async function handOut(
  folder: string,
  id: string,
  query: URLSearchParams,
  response: Response,
): Promise<void> {
  const found = await stat(join(folder, id)).catch(() => undefined);
  if (!found?.isFile()) throw notGood(response);
  response.setHeader('Content-Security-Policy', policy);
  response.setHeader('Content-Type', query.get('type') ?? 'application/octet-stream');
  response.setHeader('Content-Disposition', query.get('disposition') ?? 'attachment');
  response.setHeader('Cache-Control', `private, max-age=${downloadSeconds}`);
  const options = { root: folder, cacheControl: false, lastModified: false, etag: false };
  await new Promise<void>((resolve, reject) => {
    response.sendFile(id, options, (error?: Error) => {
      // Whoever goes away in the middle of it is no failure of ours.
      if (error && !response.headersSent) reject(error);
      else resolve();
    });
  });
}

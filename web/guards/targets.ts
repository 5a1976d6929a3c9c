import type { RequestHandler } from 'express';
import { HttpError } from '../answers/http-error.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** Bytes from 80 on spell what no address of ours has but an emoji. */
const part = '(?:[A-Za-z0-9_.~@-]|%[89A-Fa-f][0-9A-Fa-f])+';
const plainPath = new RegExp(`^/(?:${part}(?:/${part})*)?$`);

/**
 * Only the methods that anything here answers, and only paths in their one plain spelling: no
 * percent signs for what can be written plainly, no doubled, dotted or trailing parts, no
 * parameters. So nothing can be spelled past a guard.
 */
export function checkTarget(): RequestHandler {
  return (request, _response, next) => {
    if (!methods.includes(request.method)) {
      throw new HttpError(405, 'This method is not used here.', { Allow: methods.join(', ') });
    }
    if (!request.get('host')) throw new HttpError(400, 'The request names no host.');
    const path = request.url.split('?', 1)[0] ?? '';
    const dotted = path.split('/').some((name) => name === '.' || name === '..');
    if (!plainPath.test(path) || dotted || !isUtf8(path))
      throw new HttpError(404, 'There is no such page.');
    next();
  };
}

function isUtf8(path: string): boolean {
  try {
    return decodeURIComponent(path).length > 0;
  } catch {
    return false;
  }
}

import type { RequestHandler } from 'express';
import { HttpError } from '../answers/http-error.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const plainPath = /^\/(?:[A-Za-z0-9_.~-]+(?:\/[A-Za-z0-9_.~-]+)*)?$/;

/**
 * Only the methods that anything here answers, and only paths in their one plain spelling: no
 * percent signs, no doubled, dotted or trailing parts, no parameters. So nothing can be spelled
 * past a guard.
 */
export function checkTarget(): RequestHandler {
  return (request, _response, next) => {
    if (!methods.includes(request.method)) {
      throw new HttpError(405, 'This method is not used here.', { Allow: methods.join(', ') });
    }
    if (!request.get('host')) throw new HttpError(400, 'The request names no host.');
    const path = request.url.split('?', 1)[0] ?? '';
    const dotted = path.split('/').some((part) => part === '.' || part === '..');
    if (!plainPath.test(path) || dotted) throw new HttpError(404, 'There is no such page.');
    next();
  };
}

import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { AppError } from '../../internal/contract/errors.ts';

/**
 * The version that `If-Match` names (RFC 9110, 13.1.1), as an earlier `ETag` gave it; undefined
 * without one or for `*`. Throws `invalid` for anything else.
 */
export function readVersion(request: Request): number | undefined {
  const header = request.get('if-match');
  if (header === undefined || header === '*') return undefined;
  const version = /^"(\d{1,15})"$/.exec(header)?.[1];
  if (version === undefined) {
    throw new AppError('invalid', 'If-Match must repeat the ETag of an earlier answer.', {
      fields: { 'If-Match': 'must be an ETag that was answered, such as "3"' },
    });
  }
  return Number(version);
}

export function writeVersion(version: number): string {
  return `"${version}"`;
}

/**
 * SHA-256 of `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header), hex. Throws `invalid`
 * for one that is empty, longer than 255 characters, or has other ones than plain ASCII.
 */
export function readIdempotencyKey(request: Request): string | undefined {
  const key = request.get('idempotency-key');
  if (key === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new AppError('invalid', 'Idempotency-Key must be 1 to 255 plain characters.', {
      fields: { 'Idempotency-Key': 'must be 1 to 255 characters without spaces' },
    });
  }
  return createHash('sha256').update(key).digest('hex');
}

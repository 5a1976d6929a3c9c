import { createHash, randomBytes } from 'node:crypto';

const secretBytes = 32;

/** 256 random bits, base64url; given out once and stored hashed. */
export function newSecret(): string {
  return randomBytes(secretBytes).toString('base64url');
}

/** How a secret of `newSecret` is stored: SHA-256, hex. Its entropy needs no slow hash. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

import { z } from 'zod';
import { feature, operation } from './define.ts';
import { id, timestamp } from './ids.ts';
import { tokens } from './logins.ts';
import { email, personName } from './people.ts';
import { identityRole } from './settings.ts';

/** RFC 7518, 3.2 and RFC 8037: a shared secret, or the public half of an Ed25519 key. */
export const identityAlgorithm = z.enum(['HS256', 'EdDSA']);
export type IdentityAlgorithm = z.infer<typeof identityAlgorithm>;

/** Two live at once, so that a site changes from one to the next without a pause. */
export const maxLiveKeys = 2;

/** A key with which an organisation's own site signs who somebody is. */
export const identityKey = z.object({
  id,
  name: z.string(),
  algorithm: identityAlgorithm,
  state: z.enum(['live', 'revoked']),
  made_by: z.string(),
  made_at: timestamp,
});
export type IdentityKey = z.infer<typeof identityKey>;

/** What a signed identity says; what else stands in it is not read. */
export const identityClaims = z.object({
  /** Who it is to the site, and nowhere else. */
  sub: z.string().min(1).max(255),
  name: personName.optional(),
  email: email.optional(),
  role: identityRole.optional(),
  org: id,
  /** Seconds since 1970 (RFC 7519, 2). */
  iat: z.number().int(),
  exp: z.number().int(),
  jti: z.string().min(1).max(255),
});
export type IdentityClaims = z.infer<typeof identityClaims>;

/** A JWT in its compact form; an HTTP body is not longer than this. */
export const signedIdentity = z
  .string()
  .max(4000)
  .regex(/^[\w-]+\.[\w-]+\.[\w-]+$/, 'is not a signed token');

const manage = { callers: ['web'], bulkhead: 'writes' } as const;
const usual = ['unauthenticated', 'forbidden'] as const;

/** People whom an organisation's own site signs in. */
export const identities = feature({
  name: 'identities',
  operations: {
    /** Of the acting admin's organisation: newest first, the live ones and the latest others. */
    listIdentityKeys: operation({
      callers: ['web'],
      bulkhead: 'reads',
      input: z.strictObject({}),
      output: z.object({ keys: z.array(identityKey) }),
      errors: usual,
    }),
    /** `secret`, for HS256, is told this once; its bytes as they stand sign. At most two live. */
    addIdentityKey: operation({
      ...manage,
      input: z.discriminatedUnion('algorithm', [
        z.strictObject({ algorithm: z.literal('HS256'), name: personName }),
        z.strictObject({
          algorithm: z.literal('EdDSA'),
          name: personName,
          /** PEM (SPKI) or a JWK. */
          public_key: z.string().max(2000),
        }),
      ]),
      output: z.object({ key: identityKey, secret: z.string().nullable() }),
      errors: [...usual, 'conflict'],
    }),
    /** Nobody comes in with what it signed any more; who is in stays. */
    revokeIdentityKey: operation({
      ...manage,
      input: z.strictObject({ id }),
      output: z.object({}),
      errors: [...usual, 'not_found'],
    }),
    /**
     * Changes a signed identity for tokens, once. The acting login, if there is one, is the
     * visitor that this browser was; its conversations go along unless a site knew them already.
     * `forbidden` where there is no account for the e-mail and none may be made.
     */
    exchangeIdentity: operation({
      ...manage,
      input: z.strictObject({ identity: signedIdentity, org: id.optional() }),
      output: tokens,
      errors: ['unauthenticated', 'forbidden', 'not_found'],
    }),
  },
  events: {},
});

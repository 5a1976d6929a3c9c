import { z } from 'zod';
import { feature, operation } from './define.ts';
import { id, timestamp } from './ids.ts';
import { person, personName } from './people.ts';
import { scope } from './scopes.ts';

export const maxKeyDays = 365;
export const usualKeyDays = 90;

/** `ntr_` and 256 random bits, base64url. */
export const keyPattern = /^ntr_[A-Za-z0-9_-]{43}$/;

export const accessKey = z.object({
  id,
  name: z.string(),
  /** The key's first characters, by which its owner knows it again. */
  prefix: z.string(),
  scopes: z.array(scope),
  state: z.enum(['good', 'expired', 'revoked']),
  made_at: timestamp,
  expires_at: timestamp,
  /** To the minute. */
  used_at: timestamp.nullable(),
});
export type AccessKey = z.infer<typeof accessKey>;

export const newKey = z.strictObject({
  name: personName,
  scopes: z
    .array(scope)
    .min(1, 'names nothing that the key may do')
    .max(scope.options.length)
    .refine((all) => new Set(all).size === all.length, 'names something twice'),
  expires_in_days: z
    .number()
    .int()
    .min(1, 'must be at least 1')
    .max(maxKeyDays, `must be at most ${maxKeyDays}`)
    .default(usualKeyDays),
});

/**
 * Personal access tokens: what somebody's programs act with, with less power than they have. No
 * operation here but `useKey` takes one: a key makes no keys.
 */
export const accessKeys = feature({
  name: 'accessKeys',
  operations: {
    /** `token` is told this once. At most 50 that are good. */
    createKey: operation({
      callers: ['web'],
      bulkhead: 'writes',
      input: newKey,
      output: z.object({ key: accessKey, token: z.string() }),
      errors: ['unauthenticated', 'forbidden', 'conflict'],
    }),
    /** One's own that are good, and those that stopped being it within 30 days, newest first. */
    listKeys: operation({
      callers: ['web'],
      bulkhead: 'reads',
      input: z.strictObject({}),
      output: z.object({ keys: z.array(accessKey) }),
      errors: ['unauthenticated', 'forbidden'],
    }),
    /** Ends its login, sockets included. */
    revokeKey: operation({
      callers: ['web'],
      bulkhead: 'writes',
      input: z.strictObject({ id }),
      output: z.object({}),
      errors: ['unauthenticated', 'forbidden', 'not_found'],
    }),
    /** Whose key it is, and the login that acts when it is used. It counts as a use. */
    useKey: operation({
      callers: ['web'],
      bulkhead: 'reads',
      input: z.strictObject({ key: z.string().max(200) }),
      output: z.object({
        login: id,
        user: person,
        scopes: z.array(scope),
        expires_at: timestamp,
      }),
      errors: ['unauthenticated'],
    }),
  },
  events: {},
});

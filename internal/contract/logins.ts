import { z } from 'zod';
import { event, feature, operation } from './define.ts';
import { id, timestamp } from './ids.ts';
import { newPassword, typedPassword } from './passwords.ts';
import { email, person, personName } from './people.ts';
import { scope } from './scopes.ts';

/** What a program needs to open `/v1` and the websocket. */
export const tokens = z.object({
  token: z.string(),
  expires_at: timestamp,
  refresh_token: z.string(),
  user: person,
});
export type Tokens = z.infer<typeof tokens>;

/** A browser that signed in before proves it with this secret; it keeps its own count of tries. */
export const device = z.string().regex(/^[A-Za-z0-9_-]{22,64}$/);

export const refreshInput = z.strictObject({
  refresh_token: z.string().max(200),
  /** 256 random bits, base64url. */
  next: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/, 'must be 43 characters of base64url')
    .optional(),
});

export const login = z.object({
  id,
  user: person,
  /** Grows with password change, deactivation, removal; an older one is refused everywhere. */
  auth_version: z.number().int(),
  online: z.boolean(),
  /** Conversations at a time; null is the organisation's default. Told by `readLogin` alone. */
  limit: z.number().int().nullable().optional(),
  /** By which others mention them; null for whoever has none. Told by `readLogin` alone. */
  nick: z.string().nullable().optional(),
  /** Where there is more than one organisation, theirs. Told by `readLogin` alone. */
  org_name: z.string().optional(),
});
export type Login = z.infer<typeof login>;

/** A login is a row that dbmgr makes when it has checked a password or a visitor's secret. */
export const logins = feature({
  name: 'logins',
  operations: {
    /** Wrong, unknown and inactive look and cost the same: `unauthenticated`, one sentence. */
    signIn: operation({
      callers: ['web'],
      bulkhead: 'logins',
      input: z.strictObject({
        /** An e-mail address, or a nickname in `org`. */
        login: z.string().max(254),
        password: typedPassword,
        device: device.optional(),
        org: id.optional(),
      }),
      output: z.object({ login, tokens, device }),
      errors: ['unauthenticated', 'rate_limited'],
    }),
    startVisitor: operation({
      callers: ['web'],
      bulkhead: 'writes',
      input: z.strictObject({
        nickname: personName.optional(),
        /** To be written to; it proves nothing and finds nobody. */
        email: email.optional(),
        org: id.optional(),
      }),
      output: tokens,
      errors: ['not_found', 'forbidden'],
    }),
    /**
     * Changes a refresh token for tokens with another one. An old one is good for 30 s more; after
     * that it ends the login: somebody else may have it. A client that names the next token itself
     * can go on when the answer was lost on its way.
     */
    refresh: operation({
      callers: ['web'],
      bulkhead: 'writes',
      input: refreshInput,
      output: tokens,
      errors: ['unauthenticated', 'conflict'],
    }),
    /** The acting login's own fresh socket token. */
    issueToken: operation({
      callers: ['web'],
      bulkhead: 'reads',
      input: z.strictObject({}),
      output: z.object({ token: z.string(), expires_at: timestamp, user: person }),
      errors: ['unauthenticated', 'forbidden'],
      scope: 'messages:read',
    }),
    /** Who acts, what they are limited to (null: nothing), and when the login ends at last. */
    validate: operation({
      callers: ['web'],
      bulkhead: 'reads',
      input: z.strictObject({}),
      output: z.object({ user: person, expires_at: timestamp, scopes: z.array(scope).nullable() }),
      errors: ['unauthenticated'],
      scope: 'any',
    }),
    /** Who acts, as of now; the acting login itself is the input. */
    readLogin: operation({
      callers: ['web'],
      bulkhead: 'reads',
      input: z.strictObject({}),
      output: login,
      errors: ['unauthenticated', 'forbidden'],
      scope: 'profile:read',
    }),
    endLogin: operation({
      callers: ['web'],
      bulkhead: 'writes',
      input: z.strictObject({}),
      output: z.object({ ended: z.boolean() }),
      errors: ['forbidden'],
    }),
    /** Changes the acting person's own password; every other login of theirs ends. */
    changePassword: operation({
      callers: ['web'],
      bulkhead: 'logins',
      input: z.strictObject({ current: typedPassword, password: newPassword }),
      output: z.object({ login }),
      errors: ['unauthenticated', 'forbidden', 'rate_limited'],
    }),
    /** The public half of the key that signs tokens, as a JWK (RFC 8037). */
    readTokenKey: operation({
      callers: ['web', 'relay'],
      bulkhead: 'none',
      input: z.strictObject({}),
      output: z.object({ kty: z.string(), crv: z.string(), x: z.string() }),
      errors: [],
    }),
    /**
     * Which of these logins are dead. A relay asks every 10 s for all it holds, and says which of
     * them somebody is `present` at: not away from every page.
     */
    renewLeases: operation({
      callers: ['relay'],
      bulkhead: 'reads',
      input: z.strictObject({
        logins: z.array(id).max(2000),
        present: z.array(id).max(2000).optional(),
      }),
      output: z.object({ dead: z.array(id) }),
      errors: [],
    }),
  },
  events: {
    /** Key: person. `logins` lists the dead ones; null says all of that person's. */
    loginsEnded: event(
      z.object({ person: id, logins: z.array(id).nullable(), reason: z.string() }),
    ),
  },
});

import { z } from 'zod';
import { feature, operation } from './define.ts';
import { id } from './ids.ts';
import { maxClaimed, tryOutcome } from './mails.ts';

const base64url = (bytes: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/, 'is not base64url')
    .refine((text) => Buffer.from(text, 'base64url').length === bytes, 'has another length');

/** A point of P-256, not compressed. */
export const pushKey = base64url(65);

/** Where a browser's maker takes notes for it (RFC 8030): theirs to choose, ours to mistrust. */
export const pushEndpoint = z
  .string()
  .max(1000)
  .refine(isPlainHttps, 'must be an https address without a name or a password');

/** As `PushSubscription.toJSON()` says it (Push API). */
export const pushSubscription = z.strictObject({
  endpoint: pushEndpoint,
  p256dh: pushKey,
  auth: base64url(16),
});

/** What a device is shown; nothing that anybody wrote. */
export const pushNote = z.object({
  title: z.string(),
  body: z.string(),
  /** A later note with the same tag takes the place of the earlier. */
  tag: z.string(),
  /** A path of ours that opens when it is pressed. */
  path: z.string(),
});
export type PushNote = z.infer<typeof pushNote>;

export const claimedPush = pushSubscription.extend({
  id,
  note: pushNote,
  /** Afterwards it is no news any more. */
  ttl_s: z.number().int(),
  tries: z.number().int(),
});
export type ClaimedPush = z.infer<typeof claimedPush>;

const byCourier = { callers: ['courier'], bulkhead: 'writes' } as const;

/** Notes for devices whose owner is elsewhere (web push). */
export const pushes = feature({
  name: 'pushes',
  operations: {
    /** The courier's public key (RFC 8292), by which browsers know who may write to them. */
    notePushKey: operation({
      ...byCourier,
      input: z.strictObject({ key: pushKey }),
      output: z.object({}),
      errors: [],
    }),
    /** This browser of the acting login; again changes nothing. It ends with the login. */
    addSubscription: operation({
      callers: ['web'],
      bulkhead: 'writes',
      input: pushSubscription,
      output: z.object({}),
      errors: ['unauthenticated', 'forbidden', 'conflict'],
    }),
    removeSubscription: operation({
      callers: ['web'],
      bulkhead: 'writes',
      input: z.strictObject({ endpoint: pushEndpoint }),
      output: z.object({}),
      errors: ['unauthenticated', 'forbidden'],
    }),
    claimPushes: operation({
      ...byCourier,
      input: z.strictObject({ limit: z.number().int().min(1).max(maxClaimed) }),
      output: z.object({ pushes: z.array(claimedPush) }),
      errors: [],
    }),
    /** `gone`: the browser takes no notes any more, and is forgotten. */
    settlePush: operation({
      ...byCourier,
      input: z.strictObject({
        id,
        outcome: z.enum([...tryOutcome.options, 'gone']),
        failure: z.string().max(500).optional(),
      }),
      output: z.object({}),
      errors: ['not_found'],
    }),
  },
  events: {},
});

function isPlainHttps(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return protocol === 'https:' && username === '' && password === '';
}

import { z } from 'zod';
import { feature, operation } from './define.ts';
import { id, timestamp } from './ids.ts';
import { unprintable } from './people.ts';

/** A ban ends by itself: after a minute at least, a year at most. */
export const maxBanMinutes = 365 * 24 * 60;

/** For those who decide later whether it stays: at most 200 code points, may be empty. */
export const banReason = z
  .string()
  .max(1000, 'is too long')
  .transform((text) => text.normalize('NFC').trim())
  .refine((text) => [...text].length <= 200, 'is longer than 200 characters')
  .refine((text) => !unprintable.test(text), 'holds characters that cannot be shown')
  .refine((text) => text.isWellFormed(), 'is not valid text');

export const ban = z.object({
  id,
  guest: z.object({ id, name: z.string() }),
  /** An address, or the /64 of an IPv6 subscriber, that guests cannot come from; null for none. */
  address: z.string().nullable(),
  reason: z.string(),
  state: z.enum(['on', 'over', 'lifted']),
  made_by: z.string(),
  made_at: timestamp,
  until: timestamp,
  lifted_at: timestamp.nullable(),
  /** Who lifted it, where a list tells. */
  lifted_by: z.string().optional(),
});
export type Ban = z.infer<typeof ban>;

/** Somebody without an account, as an admin sees who was there lately. */
export const guest = z.object({
  id,
  name: z.string(),
  address: z.string(),
  seen_at: timestamp,
  banned: z.boolean(),
});
export type Guest = z.infer<typeof guest>;

const write = { callers: ['web'], bulkhead: 'writes' } as const;
const read = { callers: ['web'], bulkhead: 'reads' } as const;
const usual = ['unauthenticated', 'forbidden', 'not_found'] as const;

/** Guests whom an organisation does not want for a while. */
export const bans = feature({
  name: 'bans',
  operations: {
    /**
     * From the commit on none of the guest's logins is worth anything, their conversations are
     * closed, and neither what a site calls them nor, unless `address` is false, anybody without an
     * account from their address gets in until it is over.
     */
    banGuest: operation({
      ...write,
      input: z.strictObject({
        id,
        minutes: z.number().int().min(1).max(maxBanMinutes),
        reason: banReason.default(''),
        address: z.boolean().default(true),
      }),
      output: z.object({ ban }),
      errors: usual,
    }),
    /** What is over already, or lifted, stays so. */
    liftBan: operation({
      ...write,
      input: z.strictObject({ id }),
      output: z.object({ ban }),
      errors: usual,
    }),
    /** Newest first; `before` is the id of the last of the page before. */
    listBans: operation({
      ...read,
      input: z.strictObject({
        before: id.optional(),
        limit: z.number().int().min(1).max(100).default(50),
      }),
      output: z.object({ bans: z.array(ban), more: z.boolean() }),
      errors: ['unauthenticated', 'forbidden'],
    }),
    /** Those who were there within a day, the latest first, at most 50. */
    listGuests: operation({
      ...read,
      input: z.strictObject({}),
      output: z.object({ guests: z.array(guest) }),
      errors: ['unauthenticated', 'forbidden'],
    }),
    /** Gives an agent the right to ban, or takes it. */
    allowBans: operation({
      ...write,
      input: z.strictObject({ id, allowed: z.boolean() }),
      output: z.object({ allowed: z.boolean() }),
      errors: usual,
    }),
  },
  events: {},
});

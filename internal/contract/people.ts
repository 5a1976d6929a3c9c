import { z } from 'zod';
import { feature, operation } from './define.ts';
import { id } from './ids.ts';

/**
 * Roles of the mesh. A `member` has an account and works in teams; a `user` comes by a chat page or
 * a widget, without one.
 */
export const roles = ['super_admin', 'admin', 'agent', 'member', 'user', 'automation'] as const;

export const role = z.enum(roles);
export type Role = z.infer<typeof role>;

/** Who a login belongs to, as web and relay may know it. */
export const person = z.object({ id, name: z.string(), role, org: id });
export type Person = z.infer<typeof person>;

/** C0, DEL, C1, line separators and bidi controls: they change what a terminal or a reader sees. */
export const unprintable =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** The organisation that every install has from its first start. */
export const defaultOrg = 'main';

const maxNameLength = 80;

/** What leaves no mark on a screen, alone: blanks, fillers, joiners, an empty Braille cell. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Z}\u2800]/gu;

/** A display name: 1 to 80 code points, trimmed, NFC, nothing unprintable, something to see. */
export const personName = z
  .string()
  .max(400, 'is too long')
  .transform((name) => name.normalize('NFC').trim())
  .refine((name) => name.replaceAll(invisible, '').length > 0, 'is missing')
  .refine((name) => [...name].length <= maxNameLength, `is longer than ${maxNameLength} characters`)
  .refine((name) => !unprintable.test(name), 'holds characters that cannot be shown')
  .refine((name) => name.isWellFormed(), 'is not valid text');

/** `@all` mentions everybody in a channel, so nobody has it for a nickname. */
export const nickOfAll = 'all';

/**
 * What a member is mentioned by (`@ada`) and may sign in with, in its canonical form: NFKC, lower
 * case. Unique in an organisation.
 */
export const nick = z
  .string()
  .max(64, 'is longer than 32 characters')
  .transform((text) => text.normalize('NFKC').trim().toLowerCase())
  .refine(
    (text) => /^[a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9])?$/.test(text),
    'must be 1 to 32 letters, digits, dots, hyphens or underscores, no sign at either end',
  )
  .refine((text) => text !== nickOfAll, 'means everybody');

/**
 * An e-mail address as people write it, in its canonical form: NFKC, lower case. At most 254
 * characters (RFC 5321, 4.5.3.1), ASCII, one `@`, a domain with a dot or `localhost`.
 */
export const email = z
  .string()
  .max(254, 'is longer than 254 characters')
  .transform((text) => text.normalize('NFKC').trim().toLowerCase())
  .refine((text) => emailPattern.test(text), 'is not an e-mail address');

const mailbox = "[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}";
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const emailPattern = new RegExp(`^${mailbox}@(localhost|${label}(?:\\.${label})+)$`);

export const maxPeoplePerPage = 100;

/** Somebody with an account, as everybody else with one in the organisation may know them. */
export const colleague = z.object({ id, name: z.string(), nick: z.string().nullable(), role });
export type Colleague = z.infer<typeof colleague>;

export const people = feature({
  name: 'people',
  operations: {
    /**
     * The organisation's accounts that are switched on, by name. `q` begins a word of the name, or
     * the nickname. The page follows the person `after`, or ends before the person `before`.
     */
    listPeople: operation({
      callers: ['web'],
      bulkhead: 'reads',
      scope: 'teams:read',
      input: z.strictObject({
        q: z.string().max(200).optional(),
        after: id.optional(),
        before: id.optional(),
        limit: z.number().int().min(1).max(maxPeoplePerPage).default(maxPeoplePerPage),
      }),
      output: z.object({
        people: z.array(colleague),
        next: id.nullable(),
        prev: id.nullable(),
      }),
      errors: ['unauthenticated', 'forbidden', 'not_found'],
    }),
  },
  events: {},
});

import { z } from 'zod';
import { feature, operation } from './define.ts';
import { id, timestamp } from './ids.ts';
import { device, login, tokens } from './logins.ts';
import { newPassword } from './passwords.ts';
import { email, nick, personName, unprintable } from './people.ts';
import { switchStaff } from './staff.ts';

/** Who may sign up in an organisation: anybody, whoever has an invitation, or nobody. */
export const signupMode = z.enum(['open', 'invite', 'off']);
export type SignupMode = z.infer<typeof signupMode>;

export const maxInviteDays = 30;
export const usualInviteDays = 7;
export const maxPageMembers = 100;

/** What an invitation's link carries; nobody has to be able to read it. */
const inviteSecret = z.string().max(200);

/** For whoever makes an invitation, to know it again: at most 80 code points, may be empty. */
const inviteNote = z
  .string()
  .max(400, 'is too long')
  .transform((text) => text.normalize('NFC').trim())
  .refine((text) => [...text].length <= 80, 'is longer than 80 characters')
  .refine((text) => !unprintable.test(text), 'holds characters that cannot be shown')
  .refine((text) => text.isWellFormed(), 'is not valid text');

/** Good means it lets somebody in; `unknown` is also one that ran out or was taken back. */
export const inviteState = z.enum(['good', 'used', 'unknown']);
export type InviteState = z.infer<typeof inviteState>;

const named = z.object({ id, name: z.string() });

export const invite = z.object({
  id,
  note: z.string(),
  state: z.enum(['open', 'used', 'revoked', 'expired']),
  /** The team that whoever uses it joins. */
  team: named.nullable(),
  made_by: z.string(),
  made_at: timestamp,
  expires_at: timestamp,
  used_at: timestamp.nullable(),
  used_by: named.nullable(),
});
export type Invite = z.infer<typeof invite>;

export const member = z.object({
  id,
  name: z.string(),
  nick: z.string().nullable(),
  email: z.string(),
  active: z.boolean(),
  version: z.number().int(),
  added_at: timestamp,
  last_login_at: timestamp.nullable(),
});
export type Member = z.infer<typeof member>;

export const signUpInput = z.strictObject({
  name: personName,
  /** Made of the name when it is absent. */
  nick: nick.optional(),
  email,
  password: newPassword,
  invite: inviteSecret.optional(),
  /** The invitation's when it is absent, else the first one. */
  org: id.optional(),
});

/** Accounts of an organisation's members: how they come, and how an admin switches them. */
export const accounts = feature({
  name: 'accounts',
  operations: {
    /**
     * Makes a member and a login. `forbidden` where the organisation does not take them,
     * `not_found` for an invitation that is no good, `conflict` for one that was used, and, once
     * a password was hashed, for an e-mail or a nickname that is taken.
     */
    signUp: operation({
      callers: ['web'],
      bulkhead: 'logins',
      input: signUpInput,
      output: z.object({ login, tokens, device }),
      errors: ['forbidden', 'not_found', 'conflict', 'rate_limited'],
    }),
    /** Whether somebody who comes with this invitation, or none, may sign up. */
    checkSignup: operation({
      callers: ['web'],
      bulkhead: 'reads',
      input: z.strictObject({ invite: inviteSecret.optional(), org: id.optional() }),
      output: z.object({ mode: signupMode, invite: inviteState.nullable() }),
      errors: ['not_found'],
    }),
    readSignup: operation({
      callers: ['web'],
      bulkhead: 'reads',
      input: z.strictObject({}),
      output: z.object({ mode: signupMode }),
      errors: ['unauthenticated', 'forbidden'],
    }),
    changeSignup: operation({
      callers: ['web'],
      bulkhead: 'writes',
      input: z.strictObject({ mode: signupMode }),
      output: z.object({ mode: signupMode }),
      errors: ['unauthenticated', 'forbidden'],
    }),
    /** `secret` goes into the link and is told this once. */
    makeInvite: operation({
      callers: ['web'],
      bulkhead: 'writes',
      input: z.strictObject({
        note: inviteNote.default(''),
        expires_in_days: z.number().int().min(1).max(maxInviteDays).default(usualInviteDays),
      }),
      output: z.object({ invite, secret: z.string() }),
      errors: ['unauthenticated', 'forbidden', 'conflict'],
    }),
    /** The latest 200, newest first. */
    listInvites: operation({
      callers: ['web'],
      bulkhead: 'reads',
      input: z.strictObject({}),
      output: z.object({ invites: z.array(invite) }),
      errors: ['unauthenticated', 'forbidden'],
    }),
    /** Nobody gets in with it any more; `conflict` when somebody did. */
    revokeInvite: operation({
      callers: ['web'],
      bulkhead: 'writes',
      input: z.strictObject({ id }),
      output: z.object({}),
      errors: ['unauthenticated', 'forbidden', 'not_found', 'conflict'],
    }),
    /** Newest first; `before` is the id of the last of the page before. */
    listMembers: operation({
      callers: ['web'],
      bulkhead: 'reads',
      input: z.strictObject({
        filter: z.string().max(100).optional(),
        before: id.optional(),
        limit: z.number().int().min(1).max(maxPageMembers).default(50),
      }),
      output: z.object({ members: z.array(member), more: z.boolean() }),
      errors: ['unauthenticated', 'forbidden'],
    }),
    activateMember: switchStaff,
    deactivateMember: switchStaff,
  },
  events: {},
});

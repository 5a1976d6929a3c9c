import { z } from 'zod';
import { operation } from './define.ts';
import { id, timestamp } from './ids.ts';
import { newPassword } from './passwords.ts';
import { email, personName } from './people.ts';

/** One row of the lists of admins and agents. */
export const staffMember = z.object({
  id,
  name: z.string(),
  /** The organisation, where the list holds people of several. */
  org: id.optional(),
  email: z.string(),
  active: z.boolean(),
  online: z.boolean(),
  /** Conversations at a time; null is the organisation's default. */
  limit: z.number().int().nullable(),
  /** May ban guests; told of agents alone. */
  may_ban: z.boolean().optional(),
  /** What they speak and know, and the teams they are in; told of agents alone. */
  languages: z.array(z.string()).optional(),
  skills: z.array(z.string()).optional(),
  teams: z.array(z.string()).optional(),
  version: z.number().int(),
  added_at: timestamp,
  last_login_at: timestamp.nullable(),
});
export type StaffMember = z.infer<typeof staffMember>;

const target = z.strictObject({ id, version: z.number().int().optional() });

/** The shape that admins (by a super admin) and agents (by an admin) share. */
export const listStaff = operation({
  callers: ['web'],
  bulkhead: 'reads',
  input: z.strictObject({}),
  output: z.object({ people: z.array(staffMember) }),
  errors: ['unauthenticated', 'forbidden'],
});

export const addStaff = operation({
  callers: ['web'],
  bulkhead: 'logins',
  input: z.strictObject({ name: personName, email, password: newPassword }),
  output: z.object({ id }),
  errors: ['unauthenticated', 'forbidden', 'conflict', 'rate_limited'],
});

export const switchStaff = operation({
  callers: ['web'],
  bulkhead: 'writes',
  input: target,
  output: z.object({ active: z.boolean() }),
  errors: ['unauthenticated', 'forbidden', 'not_found', 'conflict'],
});

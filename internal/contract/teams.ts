import { z } from 'zod';
import { teamLevel } from './channels.ts';
import { feature, operation } from './define.ts';
import { iconAddress, teamIcon } from './icons.ts';
import { id, timestamp } from './ids.ts';
import { personName, unprintable } from './people.ts';

export const maxTags = 20;
export const maxTagLength = 50;
/** People who come into a team with its making; more are added one by one. */
export const maxFirstMembers = 100;
export const maxTeamsPerPage = 100;
export const maxMembersPerPage = 100;

const tag = z
  .string()
  .max(4 * maxTagLength, 'is too long')
  .refine((text) => text.isWellFormed(), 'is not valid text')
  .transform((text) => text.normalize('NFC').trim())
  .refine((text) => text.length > 0, 'is empty')
  .refine((text) => [...text].length <= maxTagLength, `is longer than ${maxTagLength} characters`)
  .refine((text) => !unprintable.test(text), 'holds characters that cannot be shown');

/** At most 20 tags of 1 to 50 code points, trimmed, NFC, none of them twice. */
export const teamTags = z
  .array(tag)
  .max(maxTags, `holds more than ${maxTags} tags`)
  .refine((tags) => new Set(tags).size === tags.length, 'holds a tag twice');

/** A team as everybody in it sees it. At most 5,000 members: less than 256 KiB of JSON. */
export const team = z.object({
  id,
  name: z.string(),
  /** An https address, or `attachment:` and the id of an image. */
  icon: z.string().nullable(),
  /** Otherwise it can be read and nobody writes in it. */
  active: z.boolean(),
  meta_tags: z.array(z.string()),
  /** Everybody in the team, in the order of their ids. */
  members: z.array(id),
  /** Those of them who also add and remove members. */
  admins: z.array(id),
  /** The one who made the team, or to whom it was given since. */
  super_admin: id,
  /** When it was made. */
  doc: timestamp,
  /** Grows when name, icon, tags or state are edited or the team is given away. */
  version: z.number().int(),
});
export type Team = z.infer<typeof team>;

export const teamMember = z.object({
  id,
  name: z.string(),
  nick: z.string().nullable(),
  level: teamLevel,
  joined: timestamp,
  /** Otherwise the account is switched off, and nobody acts with it. */
  active: z.boolean(),
});
export type TeamMember = z.infer<typeof teamMember>;

/** After one id, or before another one, in the order of ids. */
const pageOf = (most: number) => ({
  after: id.optional(),
  before: id.optional(),
  limit: z.number().int().min(1).max(most).default(most),
});
/** What stands at the ends of a page when there is more in that direction. */
const ends = { next: id.nullable(), prev: id.nullable() };

const inTeam = z.strictObject({ id });
const version = z.number().int().min(1);
const somebody = z.strictObject({ id, user: id });

const write = { callers: ['web'], bulkhead: 'writes', scope: 'teams:write' } as const;
const read = { callers: ['web'], bulkhead: 'reads', scope: 'teams:read' } as const;
const usual = ['unauthenticated', 'forbidden', 'not_found'] as const;

export const teams = feature({
  name: 'teams',
  operations: {
    /** The acting person holds it; `members` are in it from the start. */
    createTeam: operation({
      ...write,
      input: z.strictObject({
        name: personName,
        icon: iconAddress.nullable().default(null),
        meta_tags: teamTags.default([]),
        members: z.array(id).max(maxFirstMembers, `holds more than ${maxFirstMembers}`).default([]),
      }),
      output: z.object({ team }),
      errors: ['unauthenticated', 'forbidden', 'conflict'],
    }),
    /**
     * Teams that the acting person is in, in the order in which they were made. `role` picks those
     * in which they are nothing else, `q` stands somewhere in the name. Fewer than `limit` where
     * they would not fit 256 KiB.
     */
    listTeams: operation({
      ...read,
      input: z.strictObject({
        role: z.enum(['creator', 'admin', 'member']).optional(),
        tag: tag.optional(),
        q: z.string().max(200).optional(),
        ...pageOf(maxTeamsPerPage),
      }),
      output: z.object({ teams: z.array(team), ...ends }),
      errors: ['unauthenticated', 'forbidden'],
    }),
    readTeam: operation({
      ...read,
      input: inTeam,
      output: z.object({ team }),
      errors: usual,
    }),
    /** What is not given stays. `conflict` when the team has another version than the given one. */
    editTeam: operation({
      ...write,
      input: z.strictObject({
        id,
        version: version.optional(),
        name: personName.optional(),
        icon: teamIcon.nullable().optional(),
        meta_tags: teamTags.optional(),
        active: z.boolean().optional(),
      }),
      output: z.object({ team }),
      errors: [...usual, 'conflict'],
    }),
    deleteTeam: operation({
      ...write,
      input: z.strictObject({ id, version: version.optional() }),
      output: z.object({}),
      errors: [...usual, 'conflict'],
    }),
    /** In the order of their ids. */
    listTeamMembers: operation({
      ...read,
      input: z.strictObject({ id, ...pageOf(maxMembersPerPage) }),
      output: z.object({ members: z.array(teamMember), ...ends }),
      errors: usual,
    }),
    /** Somebody with an account in the organisation; whoever is in the team stays what they are. */
    addMember: operation({
      ...write,
      input: somebody,
      output: z.object({ member: teamMember }),
      errors: [...usual, 'conflict'],
    }),
    removeMember: operation({
      ...write,
      input: somebody,
      output: z.object({}),
      errors: [...usual, 'conflict'],
    }),
    makeAdmin: operation({
      ...write,
      input: somebody,
      output: z.object({ member: teamMember }),
      errors: [...usual, 'conflict'],
    }),
    unmakeAdmin: operation({
      ...write,
      input: somebody,
      output: z.object({ member: teamMember }),
      errors: [...usual, 'conflict'],
    }),
    /** `conflict` for the one who holds the team: they give it to somebody first. */
    leaveTeam: operation({
      ...write,
      input: inTeam,
      output: z.object({}),
      errors: [...usual, 'conflict'],
    }),
    /** Gives the team to one of its members; who held it is an admin from then on. */
    transferTeam: operation({
      ...write,
      input: somebody,
      output: z.object({ team }),
      errors: [...usual, 'conflict'],
    }),
  },
  events: {},
});

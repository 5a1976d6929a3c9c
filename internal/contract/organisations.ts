import { z } from 'zod';
import { feature, operation } from './define.ts';
import { automationName, id, timestamp } from './ids.ts';
import { personName } from './people.ts';
import { orgSettings, settingsChange, whoMayChat } from './settings.ts';

export const maxOrganisations = 1000;

/** One row of the super admin's list. */
export const organisation = z.object({
  id,
  name: z.string(),
  active: z.boolean(),
  version: z.number().int(),
  added_at: timestamp,
  admins: z.number().int(),
  agents: z.number().int(),
});
export type Organisation = z.infer<typeof organisation>;

/** The organisation's key in addresses and snippets; nobody changes it later. */
export const organisationId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,31}$/, 'must be 2 to 32 lower-case letters, digits or -');

const version = z.number().int().min(1);
const manage = { callers: ['web'], bulkhead: 'writes' } as const;
const usual = ['unauthenticated', 'forbidden', 'not_found'] as const;
const one = z.object({ organisation });
const settingsNow = z.object({ version: z.number().int(), settings: orgSettings });

/** An organisation as visitors see it; outside its hours `opens_at` says when it opens next. */
const front = z.object({
  id,
  name: z.string(),
  who_may_chat: whoMayChat,
  languages: z.array(z.string()),
  origins: z.array(z.string()),
  default_automation: automationName.nullable(),
  offline_text: z.string(),
  brand: z.object({
    colour: z.string().nullable(),
    logo: z.string().nullable(),
    greeting: z.string(),
  }),
  open: z.boolean(),
  opens_at: timestamp.nullable(),
  zone: z.string(),
});

/** What settings may name: the organisation's teams, those named first, and its automations. */
const choices = z.object({
  teams: z.array(z.object({ id, name: z.string(), active: z.boolean().optional() })),
  automations: z.array(z.object({ name: automationName, title: z.string() })),
});
export type SettingsChoices = z.infer<typeof choices>;

/**
 * Organisations, as a super admin has them, and the settings that the admins of each have. Version
 * 0 are settings that nobody changed yet.
 */
export const organisations = feature({
  name: 'organisations',
  operations: {
    /** In the order in which they were added. */
    listOrganisations: operation({
      callers: ['web'],
      bulkhead: 'reads',
      input: z.strictObject({}),
      output: z.object({ organisations: z.array(organisation) }),
      errors: ['unauthenticated', 'forbidden'],
    }),
    /** `conflict` when the id is taken. */
    addOrganisation: operation({
      ...manage,
      input: z.strictObject({ id: organisationId, name: personName }),
      output: one,
      errors: ['unauthenticated', 'forbidden', 'conflict'],
    }),
    editOrganisation: operation({
      ...manage,
      input: z.strictObject({ id, version: version.optional(), name: personName }),
      output: one,
      errors: [...usual, 'conflict'],
    }),
    activateOrganisation: operation({
      ...manage,
      input: z.strictObject({ id, version: version.optional() }),
      output: one,
      errors: [...usual, 'conflict'],
    }),
    /** Everybody in it is signed out at once, and nobody gets in; `conflict` for one's own. */
    deactivateOrganisation: operation({
      ...manage,
      input: z.strictObject({ id, version: version.optional() }),
      output: one,
      errors: [...usual, 'conflict'],
    }),
    /** What visitors may know; the first organisation's where none is named. */
    readFront: operation({
      callers: ['web'],
      bulkhead: 'reads',
      input: z.strictObject({ org: id.optional() }),
      output: front,
      errors: ['not_found'],
    }),
    /** The organisations that let this site show their widget. */
    findSites: operation({
      callers: ['web'],
      bulkhead: 'reads',
      input: z.strictObject({ origin: z.string().max(300) }),
      output: z.object({ orgs: z.array(id) }),
      errors: [],
    }),
    /** Of the acting admin's organisation. */
    readSettings: operation({
      callers: ['web'],
      bulkhead: 'reads',
      input: z.strictObject({}),
      output: settingsNow.extend({ choices }),
      errors: ['unauthenticated', 'forbidden'],
    }),
    /** `conflict` when they have another version than the one that was read. */
    changeSettings: operation({
      ...manage,
      input: z.strictObject({ version: z.number().int().min(0), change: settingsChange }),
      output: settingsNow,
      errors: ['unauthenticated', 'forbidden', 'conflict'],
    }),
  },
  events: {},
});

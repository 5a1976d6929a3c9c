import { z } from 'zod';
import { alwaysOpen, businessHours } from './hours.ts';
import { iconAddress } from './icons.ts';
import { hasPlainHost } from './plain-host.ts';
import { automationName, id } from './ids.ts';
import { email, unprintable } from './people.ts';

/** Guests by a nickname, guests who also leave an e-mail address, or people with an account. */
export const whoMayChat = z.enum(['guests', 'guests_with_email', 'members']);
export type WhoMayChat = z.infer<typeof whoMayChat>;

export const usualSeatLimit = 6;
export const seatLimit = z
  .number()
  .int()
  .min(1, 'must be at least 1')
  .max(50, 'must be at most 50');

const maxTextLength = 500;

/** One paragraph for visitors, as it is shown; may be empty. */
const shownText = z
  .string()
  .max(2000, 'is too long')
  .transform((text) => text.normalize('NFC').trim())
  .refine((text) => [...text].length <= maxTextLength, `is longer than ${maxTextLength} characters`)
  .refine((text) => !unprintable.test(text), 'holds characters that cannot be shown')
  .refine((text) => text.isWellFormed(), 'is not valid text');

/** `https://shop.example.org`: a scheme, a host and perhaps a port, exactly as browsers say it. */
export const origin = z
  .string()
  .max(300)
  .refine(isOrigin, 'must look like https://shop.example.org, without a path');

/** BCP 47: `en`, `pt-BR`. */
export const languageTag = z
  .string()
  .regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/, 'must be a language tag such as en or pt-BR')
  .refine(isLanguage, 'must be a language tag such as en or pt-BR');

/** `null` is Natter's own accent colour, sign or greeting. */
export const brand = z.strictObject({
  colour: z
    .string()
    .regex(/^#[0-9a-f]{6}$/, 'must look like #0b7285')
    .nullable(),
  logo: iconAddress.nullable(),
  greeting: shownText,
});

/** `07:30` on the clock of the organisation's zone. */
export const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must look like 07:30');

const seconds = (least: number, most: number) =>
  z.number().int().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`);

/** Relays say every 10 s who is there: whoever is heard of must not be lost in between. */
const leastGrace = 20;

/** Roles that a signed identity with an e-mail address may have. */
export const identityRole = z.enum(['member', 'agent']);

export const maxCategoryLength = 60;

/** What a conversation was about, as its agent says when they close it. */
export const category = z
  .string()
  .max(maxCategoryLength * 4, 'is too long')
  .transform((text) => text.normalize('NFC').trim())
  .refine((text) => text.length > 0, 'is empty')
  .refine((text) => text.length <= maxCategoryLength, 'is too long')
  .refine((text) => text.isWellFormed() && !unprintable.test(text), 'cannot be shown');

/** Every setting of an organisation; what it is while nobody set it stands in `usual`. */
const fields = {
  who_may_chat: whoMayChat,
  /** Conversations at a time, where neither an agent's own nor a team's number says another. */
  seat_limit: seatLimit,
  /** By team; an agent in several has the smallest. */
  team_seat_limits: z.record(id, seatLimit).refine((all) => Object.keys(all).length <= 200),
  hours: businessHours,
  /** What visitors read while it is closed, or nobody is there. */
  offline_text: shownText,
  /** Who answers first; null lets the visitor choose. */
  default_automation: automationName.nullable(),
  /** Those that visitors may choose from; none means all that Natter has. */
  languages: z.array(languageTag).max(50),
  /** Sites that may show the widget, beside those of WIDGET_ORIGINS. */
  origins: z.array(origin).max(50, 'holds more than 50 addresses'),
  /** Days after which closed conversations go; null keeps them. */
  retention_days: z.number().int().min(1).max(3650).nullable(),
  brand,
  /** Whether who waits is offered to an agent who is free, or agents only pull. */
  assignment: z.enum(['offers', 'pull']),
  /** So long an offered conversation waits for one agent. */
  offer_seconds: seconds(5, 600),
  /** So long an agent whose connection went is still there. */
  grace_seconds: seconds(leastGrace, 600),
  mailbox: email.nullable(),
  /** What nobody acknowledges within it goes back to the queue, and on to the supervisors. */
  alarm_seconds: z.number().int().min(60, 'must be at least 60').max(3600, 'must be at most 3600'),
  /** When the mailbox gets the account of the day before, on the organisation's clock. */
  daily_mail_at: timeOfDay.nullable(),
  /** Whether somebody whom a signed identity names by e-mail gets an account, as a member. */
  identity_creates: z.boolean(),
  identity_roles: z.array(identityRole).max(identityRole.options.length),
  /** Agents choose one of them at closing; none means that nobody is asked. */
  categories: z
    .array(category)
    .max(30, 'holds more than 30')
    .refine((all) => new Set(all).size === all.length, 'holds one twice'),
  /** Whether agents see what a visitor types before it is sent; the visitor is told. */
  typing_preview: z.boolean(),
};

const usual: { [F in keyof typeof fields]: z.output<(typeof fields)[F]> } = {
  who_may_chat: 'guests',
  seat_limit: usualSeatLimit,
  team_seat_limits: {},
  hours: alwaysOpen,
  offline_text: '',
  default_automation: null,
  languages: [],
  origins: [],
  retention_days: null,
  brand: { colour: null, logo: null, greeting: '' },
  assignment: 'offers',
  offer_seconds: 30,
  grace_seconds: 45,
  mailbox: null,
  alarm_seconds: 120,
  daily_mail_at: '07:00',
  identity_creates: false,
  identity_roles: ['member'],
  categories: ['Question', 'Problem', 'Order or payment', 'Complaint', 'Feedback', 'Other'],
  typing_preview: false,
};

/** Versions before stored smaller ones, too. */
const storedGrace = seconds(5, 600).transform((stored) => Math.max(stored, leastGrace));

/** An organisation's settings as they are stored and told; what is missing is as usual. */
export const orgSettings = z
  .object({ ...fields, grace_seconds: storedGrace })
  .partial()
  .transform((set): OrgSettings => ({ ...usual, ...dropUndefined(set) }));
export type OrgSettings = typeof usual;

/** Some of the settings, each whole: what is not named stays. */
export const settingsChange = z.strictObject(fields).partial();
export type SettingsChange = z.output<typeof settingsChange>;

function dropUndefined<T extends object>(set: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(set).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function isOrigin(text: string): boolean {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return false;
  return new URL(text).origin === text && hasPlainHost(text);
}

/** `en-us-us` looks like one, and whoever formats by it fails. */
function isLanguage(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

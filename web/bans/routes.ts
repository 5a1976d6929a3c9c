import { z } from 'zod';
import { banReason, maxBanMinutes } from '../../internal/contract/bans.ts';
import { id } from '../../internal/contract/ids.ts';
import { type Answer, answerJson, goTo, showPage } from '../answers/answer.ts';
import { form, page, type Refused, type Route } from '../routing/route.ts';
import type { ReadVisit, WriteVisit } from '../routing/visit.ts';
import { sentences } from '../views/sentences.ts';

const path = '/admin/bans';
const who = ['admin'] as const;

const minutesMessage = `must be a number from 1 to ${maxBanMinutes}`;

const banFields = z.strictObject({
  guest: id,
  minutes: z
    .string()
    .regex(/^\d{1,6}$/, minutesMessage)
    .transform(Number)
    .refine((minutes) => minutes >= 1 && minutes <= maxBanMinutes, minutesMessage),
  reason: banReason.default(''),
  address: z.literal('on').optional(),
});
type BanFields = z.output<typeof banFields>;

const labels = { guest: 'The guest', minutes: 'The time', reason: 'The reason' };

/** How long, as people say it; the first is what an empty form offers. */
const times = [
  { value: '60', label: 'An hour' },
  { value: '1440', label: 'A day' },
  { value: '10080', label: 'A week' },
  { value: '43200', label: '30 days' },
  { value: String(maxBanMinutes), label: 'A year' },
];

/** Guests who are not wanted for a while, and how an admin or an agent says so. */
export const banRoutes: readonly Route[] = [
  page(path, who, (visit) => showBans(visit)),
  form(path, who, {
    fields: banFields,
    act: banGuest,
    again: (visit, refused) => showBans(visit, refused, 422),
  }),
  form(`${path}/:id/lift`, who, { fields: z.strictObject({}), act: liftBan }),
  form('/agent/bans', ['agent', 'admin'], { fields: banFields, act: banFromConsole }),
  form('/agent/bans/:id/lift', ['agent', 'admin'], { fields: z.strictObject({}), act: liftAgain }),
  form('/admin/agents/:id/bans', who, {
    fields: z.strictObject({ allowed: z.enum(['yes', 'no']) }),
    act: allowBans,
  }),
];

async function showBans(
  { app, as, query }: Pick<ReadVisit, 'app' | 'as' | 'query'>,
  refused?: Refused,
  status = 200,
): Promise<Answer> {
  const before = id.safeParse(query.get('before')).data;
  const { bans, more } = await app.reads.bans.listBans(before ? { before } : {}, as);
  const { guests } = await app.reads.bans.listGuests({}, as);
  const older = more ? `${path}?before=${bans.at(-1)?.id}` : null;
  const data = { bans, guests: guests.filter(({ banned }) => !banned), older, times };
  const { values, messages } = refused ?? { values: { address: 'on' }, messages: {} };
  const errors = sentences(messages, labels);
  return showPage('/bans/bans', { ...data, isFirst: !before, values, errors }, status);
}

function wishOf({ guest, minutes, reason, address }: BanFields) {
  return { id: guest, minutes, reason, address: address === 'on' };
}

async function banGuest({ calls, as, browser }: WriteVisit, fields: BanFields): Promise<Answer> {
  const { ban } = await calls.bans.banGuest(wishOf(fields), as);
  browser.say(`${ban.guest.name} is out, and banned for the time you chose.`, {
    action: `${path}/${ban.id}/lift`,
    label: 'Let them back',
  });
  return goTo(path);
}

async function banFromConsole(
  { calls, as, wantsJson }: WriteVisit,
  fields: BanFields,
): Promise<Answer> {
  const { ban } = await calls.bans.banGuest(wishOf(fields), as);
  return wantsJson ? answerJson({ id: ban.id, until: ban.until }) : goTo('/agent');
}

/** Whoever banned by mistake takes it back at once. */
async function liftAgain({ calls, as, params, wantsJson }: WriteVisit): Promise<Answer> {
  const { ban } = await calls.bans.liftBan({ id: params.id ?? '' }, as);
  return wantsJson ? answerJson({ name: ban.guest.name }) : goTo('/agent');
}

async function liftBan({ calls, as, params, browser }: WriteVisit): Promise<Answer> {
  const { ban } = await calls.bans.liftBan({ id: params.id ?? '' }, as);
  browser.say(`${ban.guest.name} may come back.`);
  return goTo(path);
}

async function allowBans(
  { calls, as, params, browser }: WriteVisit,
  { allowed }: { allowed: 'yes' | 'no' },
): Promise<Answer> {
  await calls.bans.allowBans({ id: params.id ?? '', allowed: allowed === 'yes' }, as);
  const can = allowed === 'yes' ? 'may ban guests now' : 'may not ban guests any more';
  browser.say(`The agent ${can}.`);
  return goTo('/admin/agents');
}

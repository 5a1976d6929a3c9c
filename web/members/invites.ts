import { z } from 'zod';
import { accounts, maxInviteDays, usualInviteDays } from '../../internal/contract/accounts.ts';
import { type Answer, goTo, showPage } from '../answers/answer.ts';
import { form, page, type Refused, type Route } from '../routing/route.ts';
import type { ReadVisit, WriteVisit } from '../routing/visit.ts';
import { sentences } from '../views/sentences.ts';

const path = '/admin/members/invites';
const who = ['admin'] as const;
const daysMessage = `must be a number from 1 to ${maxInviteDays}`;

const inviteFields = z.strictObject({
  note: accounts.operations.makeInvite.input.shape.note,
  days: z
    .string()
    .regex(/^\d{1,2}$/, daysMessage)
    .transform(Number)
    .refine((days) => days >= 1 && days <= maxInviteDays, daysMessage),
});

const labels = { note: 'The note', days: 'The number of days' };

/** Links that let one person each sign up. */
export const inviteRoutes: readonly Route[] = [
  page(path, who, (visit) => showInvites(visit, { values: {}, messages: {} })),
  form(path, who, {
    fields: inviteFields,
    act: makeInvite,
    again: (visit, refused) => showInvites({ ...visit, calls: visit.app.reads }, refused, 422),
  }),
  form(`${path}/:id/revoke`, who, { fields: z.strictObject({}), act: revokeInvite }),
];

async function showInvites(
  { calls, as }: Pick<ReadVisit, 'calls' | 'as'>,
  { values, messages }: Refused,
  status = 200,
): Promise<Answer> {
  const { mode } = await calls.accounts.readSignup({}, as);
  const { invites } = await calls.accounts.listInvites({}, as);
  const errors = sentences(messages, labels);
  const shown = { days: String(usualInviteDays), ...values };
  return showPage('/members/invites', { mode, invites, values: shown, errors }, status);
}

/** The link is made of our own address, whatever `Host` the request named. */
async function makeInvite(
  { app, calls, as, browser }: WriteVisit,
  { note, days }: z.output<typeof inviteFields>,
): Promise<Answer> {
  const { secret } = await calls.accounts.makeInvite({ note, expires_in_days: days }, as);
  const link = `${app.origins.own[0]}/signup?invite=${secret}`;
  browser.show('Here is the link. It lets one person in and is not shown again.', {
    label: 'Link of the invitation',
    value: link,
  });
  return goTo(path);
}

async function revokeInvite({ calls, as, params, browser }: WriteVisit): Promise<Answer> {
  await calls.accounts.revokeInvite({ id: params.id ?? '' }, as);
  browser.say('The invitation is revoked. Its link lets nobody in any more.');
  return goTo(path);
}

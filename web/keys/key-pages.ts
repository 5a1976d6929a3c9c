import { z } from 'zod';
import { maxKeyDays, usualKeyDays } from '../../internal/contract/access-keys.ts';
import { personName } from '../../internal/contract/people.ts';
import { type Scope, scopes } from '../../internal/contract/scopes.ts';
import { type Answer, goTo, showPage } from '../answers/answer.ts';
import { form, page, type Refused, type Route } from '../routing/route.ts';
import type { ReadVisit, WriteVisit } from '../routing/visit.ts';
import { sentences } from '../views/sentences.ts';

const path = '/account/keys';
const who = ['super_admin', 'admin', 'agent', 'member'] as const;
const daysMessage = `must be a number from 1 to ${maxKeyDays}`;
const ticked = z.literal('on').optional();

/** A tick for each scope: a form cannot name one field twice here. */
const keyFields = z
  .strictObject({
    name: personName,
    days: z
      .string()
      .regex(/^\d{1,3}$/, daysMessage)
      .transform(Number)
      .refine((days) => days >= 1 && days <= maxKeyDays, daysMessage),
    ...(Object.fromEntries(scopes.map((scope) => [scope, ticked])) as Record<Scope, typeof ticked>),
  })
  .refine((fields) => scopes.some((scope) => fields[scope]), {
    path: ['scopes'],
    message: 'Tick at least one thing that the key may do.',
  });

const labels = { name: 'The name', days: 'The number of days' };

const words: Record<Scope, string> = {
  'profile:read': 'See who you are',
  'teams:read': 'See your teams and who is in them',
  'teams:write': 'Make and change teams, add and remove people',
  'messages:read': 'Read messages, listen on a socket',
  'messages:write': 'Write messages in your name',
  'files:read': 'Download files',
  'files:write': 'Upload files',
};

/** One's own access keys, for programs. */
export const keyPageRoutes: readonly Route[] = [
  page(path, who, (visit) => showKeys(visit, { values: {}, messages: {} })),
  form(path, who, {
    fields: keyFields,
    act: createKey,
    again: (visit, refused) => showKeys({ ...visit, calls: visit.app.reads }, refused, 422),
  }),
  form(`${path}/:id/revoke`, who, { fields: z.strictObject({}), act: revokeKey }),
];

async function showKeys(
  { calls, as }: Pick<ReadVisit, 'calls' | 'as'>,
  { values, messages }: Refused,
  status = 200,
): Promise<Answer> {
  const { keys } = await calls.accessKeys.listKeys({}, as);
  const choices = scopes.map((scope) => ({
    scope,
    words: words[scope],
    on: values[scope] === 'on',
  }));
  const errors = sentences(messages, labels);
  const shown = { days: String(usualKeyDays), ...values };
  return showPage('/keys/keys', { keys, choices, values: shown, errors }, status);
}

async function createKey(
  { calls, as, browser }: WriteVisit,
  { name, days, ...ticks }: z.output<typeof keyFields>,
): Promise<Answer> {
  const wanted = scopes.filter((scope) => ticks[scope] === 'on');
  const wish = { name, scopes: wanted, expires_in_days: days };
  const { token } = await calls.accessKeys.createKey(wish, as);
  browser.show(`Here is the key “${name}”. Copy it now: it is not shown again.`, {
    label: 'Access key',
    value: token,
  });
  return goTo(path);
}

async function revokeKey({ calls, as, params, browser }: WriteVisit): Promise<Answer> {
  await calls.accessKeys.revokeKey({ id: params.id ?? '' }, as);
  browser.say('The key is revoked. Programs that use it are refused from now on.');
  return goTo(path);
}

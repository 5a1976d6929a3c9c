import { z } from 'zod';
import { identityAlgorithm } from '../../internal/contract/identities.ts';
import { personName } from '../../internal/contract/people.ts';
import { type Answer, goTo, showPage } from '../answers/answer.ts';
import { form, page, type Refused, type Route } from '../routing/route.ts';
import type { ReadVisit, WriteVisit } from '../routing/visit.ts';
import { sentences } from '../views/sentences.ts';

const path = '/admin/identity';
const who = ['admin'] as const;

const keyFields = z.strictObject({
  name: personName,
  algorithm: identityAlgorithm,
  public_key: z.string().max(2000).default(''),
});

const labels = { name: 'The name', public_key: 'The public key' };

/** The keys with which an organisation's own site signs who somebody is. */
export const identityRoutes: readonly Route[] = [
  page(path, who, (visit) => showKeys(visit)),
  form(path, who, {
    fields: keyFields,
    act: addKey,
    again: (visit, refused) => showKeys(visit, refused, 422),
  }),
  form(`${path}/:id/revoke`, who, { fields: z.strictObject({}), act: revokeKey }),
];

async function showKeys(
  { app, as, login }: Pick<ReadVisit, 'app' | 'as' | 'login'>,
  { values, messages }: Refused = { values: {}, messages: {} },
  status = 200,
): Promise<Answer> {
  const { keys } = await app.reads.identities.listIdentityKeys({}, as);
  const errors = sentences(messages, labels);
  const org = login?.user.org;
  return showPage('/organisations/identity', { keys, values, errors, org }, status);
}

async function addKey(
  { calls, as, browser }: WriteVisit,
  { name, algorithm, public_key }: z.output<typeof keyFields>,
): Promise<Answer> {
  const wish =
    algorithm === 'EdDSA' ? { name, algorithm, public_key } : ({ name, algorithm } as const);
  const { secret } = await calls.identities.addIdentityKey(wish, as);
  if (secret === null) browser.say(`The key “${name}” counts from now on.`);
  else {
    browser.show(`Here is the secret “${name}”. Copy it now: it is not shown again.`, {
      label: 'Secret',
      value: secret,
    });
  }
  return goTo(path);
}

async function revokeKey({ calls, as, params, browser }: WriteVisit): Promise<Answer> {
  await calls.identities.revokeIdentityKey({ id: params.id ?? '' }, as);
  browser.say('The key is revoked. What it signed lets nobody in any more.');
  return goTo(path);
}

import { z } from 'zod';
import { AppError } from '../../internal/contract/errors.ts';
import { type Organisation, organisationId } from '../../internal/contract/organisations.ts';
import { personName } from '../../internal/contract/people.ts';
import { type Answer, goTo, showPage } from '../answers/answer.ts';
import { form, page, type Refused, type Route } from '../routing/route.ts';
import type { ReadVisit, WriteVisit } from '../routing/visit.ts';
import { sentences } from '../views/sentences.ts';

const path = '/super/organisations';
const who = ['super_admin'] as const;

const addFields = z.strictObject({ id: organisationId, name: personName });
const version = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);
const editFields = z.strictObject({ name: personName, version });
const switchFields = z.strictObject({ version: version.optional() });

const empty: Refused = { values: {}, messages: {} };

/** Organisations beside the first: their list, and what a super admin does with them. */
export const organisationRoutes: readonly Route[] = [
  page(path, who, showList),
  page(`${path}/new`, who, async () => showAdding(empty)),
  form(path, who, {
    fields: addFields,
    act: addOrganisation,
    again: async (_visit, refused) => showAdding(refused, 422),
  }),
  page(`${path}/:id`, who, (visit) => showEditing(visit)),
  form(`${path}/:id`, who, {
    fields: editFields,
    act: editOrganisation,
    again: (visit, refused) => showEditing(visit, refused, 422),
  }),
  form(`${path}/:id/activate`, who, { fields: switchFields, act: activate }),
  form(`${path}/:id/deactivate`, who, { fields: switchFields, act: deactivate }),
];

async function showList({ calls, as, login }: ReadVisit): Promise<Answer> {
  const { organisations } = await calls.organisations.listOrganisations({}, as);
  return showPage('/organisations/list', { organisations, own: login?.user.org });
}

function showAdding({ values, messages }: Refused, status = 200): Answer {
  const errors = sentences(messages, { id: 'The key', name: 'The name' });
  return showPage('/organisations/add', { values, errors }, status);
}

async function addOrganisation(
  { calls, as, browser }: WriteVisit,
  fields: z.output<typeof addFields>,
): Promise<Answer> {
  const { organisation } = await calls.organisations.addOrganisation(fields, as);
  browser.say(`${organisation.name} is added. It needs an admin: add one, and choose it there.`);
  return goTo(path);
}

async function showEditing(
  { app, as, params }: Pick<ReadVisit, 'app' | 'as' | 'params'>,
  refused?: Refused,
  status = 200,
  conflict?: AppError,
): Promise<Answer> {
  const { organisations } = await app.reads.organisations.listOrganisations({}, as);
  const organisation = organisations.find(({ id }) => id === params.id);
  if (!organisation) throw new AppError('not_found', 'There is no such organisation.');
  const values = refused?.values ?? { name: organisation.name };
  const errors = sentences(refused?.messages ?? {}, { name: 'The name' });
  // Who was refused goes on from what they saw; who was too late, from what is shown to them now.
  const version = (conflict ? undefined : refused?.values.version) ?? organisation.version;
  const late = conflict && {
    theirs: [{ label: 'Name', now: organisation.name }],
    flash: { kind: 'error', text: conflict.message },
  };
  const data = { organisation, version, theirs: [], values, errors, ...late };
  return showPage('/organisations/edit', data, status);
}

async function editOrganisation(
  visit: WriteVisit,
  fields: z.output<typeof editFields>,
): Promise<Answer> {
  const { calls, as, browser, params } = visit;
  const id = params.id ?? '';
  try {
    const { organisation } = await calls.organisations.editOrganisation({ id, ...fields }, as);
    browser.say(`The organisation is called ${organisation.name} now.`);
    return goTo(path);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    return showEditing(visit, { values: { name: fields.name }, messages: {} }, 409, error);
  }
}

async function activate(visit: WriteVisit, fields: { version?: number | undefined }) {
  const { calls, as, params, browser } = visit;
  const target = { id: params.id ?? '', ...fields };
  const { organisation } = await calls.organisations.activateOrganisation(target, as);
  browser.say(`${organisation.name} is switched on: its people can sign in.`);
  return goTo(path);
}

async function deactivate(visit: WriteVisit, fields: { version?: number | undefined }) {
  const { calls, as, params, browser } = visit;
  const target = { id: params.id ?? '', ...fields };
  const { organisation } = await calls.organisations.deactivateOrganisation(target, as);
  browser.say(offWords(organisation), {
    action: `${path}/${organisation.id}/activate`,
    label: 'Switch on again',
  });
  return goTo(path);
}

function offWords({ name }: Organisation): string {
  return `${name} is switched off: everybody in it is signed out, and nothing of it is lost.`;
}

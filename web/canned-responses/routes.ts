import { z } from 'zod';
import {
  type CannedResponse,
  cannedResponses,
  cannedVariables,
} from '../../internal/contract/canned-responses.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { id } from '../../internal/contract/ids.ts';
import { type Answer, answerJson, goTo, showPage } from '../answers/answer.ts';
import { form, page, type Refused, type Route } from '../routing/route.ts';
import type { ReadVisit, WriteVisit } from '../routing/visit.ts';
import { sentences } from '../views/sentences.ts';

const path = '/responses';
const who = ['agent', 'admin'] as const;
const maxFormBytes = 32 * 1024;

const { name, shortcut, text } = cannedResponses.operations.addResponse.input.shape;
const words = { name, shortcut, text };
const version = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number)
  .optional();

/** `mine`, `organisation`, or the id of a team. */
const addFields = z.strictObject({
  whose: z.union([z.enum(['mine', 'organisation']), id]),
  ...words,
});
const editFields = z.strictObject({ version, ...words });
const removeFields = z.strictObject({ version });

const labels = { name: 'The name', shortcut: 'The shortcut', text: 'The text' };
const nothingSaved = 'Nothing was saved yet. Put right what is marked below.';

type Visit = Pick<ReadVisit, 'app' | 'as' | 'params' | 'query' | 'wantsJson'>;

/** Canned responses: a list, a form, and the same as JSON for the console. */
export const cannedRoutes: readonly Route[] = [
  page(path, who, showResponses),
  page(`${path}/new`, who, (visit) => showForm(visit, null)),
  form(path, who, {
    fields: addFields,
    maxBytes: maxFormBytes,
    act: addResponse,
    again: (visit, refused) => showForm(visit, null, refused),
  }),
  page(`${path}/:id`, who, async (visit) => showForm(visit, await find(visit))),
  form(`${path}/:id`, who, {
    fields: editFields,
    maxBytes: maxFormBytes,
    act: editResponse,
    again: async (visit, refused) => showForm(visit, await find(visit), refused),
  }),
  form(`${path}/:id/remove`, who, { fields: removeFields, act: removeResponse }),
];

async function showResponses({ app, as, wantsJson }: Visit): Promise<Answer> {
  const { responses } = await app.reads.cannedResponses.listResponses({}, as);
  if (wantsJson) return answerJson({ responses });
  return showPage('/canned-responses/list', { responses, whose });
}

function whose({ scope, team }: CannedResponse): string {
  if (scope === 'mine') return 'Mine';
  return scope === 'organisation' ? 'Everybody’s' : (team?.name ?? 'A team’s');
}

async function find({ app, as, params }: Visit): Promise<CannedResponse> {
  const { responses } = await app.reads.cannedResponses.listResponses({}, as);
  const found = responses.find((one) => one.id === params.id && one.editable);
  if (!found) throw new AppError('not_found', 'There is no such response.');
  return found;
}

async function showForm(
  { app, as }: Visit,
  response: CannedResponse | null,
  refused?: Refused,
  problem = refused ? nothingSaved : undefined,
  status = refused ? 422 : 200,
): Promise<Answer> {
  const { teams, organisation } = await app.reads.cannedResponses.listResponses({}, as);
  const choices = [
    { value: 'mine', label: 'Me' },
    ...teams.map((team) => ({ value: team.id, label: team.name })),
    ...(organisation ? [{ value: 'organisation', label: 'Everybody' }] : []),
  ];
  const values = refused?.values ?? { ...response };
  const errors = sentences(refused?.messages ?? {}, labels);
  const flash = problem ? { flash: { kind: 'error', text: problem } } : {};
  const data = { response, choices, values, errors, variables: cannedVariables, ...flash };
  return showPage('/canned-responses/edit', data, status);
}

function isScope(holder: string): holder is 'mine' | 'organisation' {
  return holder === 'mine' || holder === 'organisation';
}

async function addResponse(
  visit: WriteVisit,
  { whose: holder, ...fields }: z.output<typeof addFields>,
): Promise<Answer> {
  const { calls, as, browser } = visit;
  const place = isScope(holder) ? { scope: holder } : { scope: 'team' as const, team_id: holder };
  try {
    await calls.cannedResponses.addResponse({ ...place, ...fields }, as);
  } catch (error) {
    return again(visit, null, { whose: holder, ...fields }, error);
  }
  browser.say(`/${fields.shortcut} is there for you to use.`);
  return goTo(path);
}

async function editResponse(
  visit: WriteVisit,
  fields: z.output<typeof editFields>,
): Promise<Answer> {
  const { calls, as, browser, params } = visit;
  try {
    await calls.cannedResponses.editResponse({ id: params.id ?? '', ...fields }, as);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    const { version: _seen, ...typed } = fields;
    return again(visit, await find(visit), typed, error);
  }
  browser.say(`/${fields.shortcut} is saved.`);
  return goTo(path);
}

/** What was typed stays on the screen, above it why it was not taken. */
function again(
  visit: WriteVisit,
  response: CannedResponse | null,
  values: Record<string, string>,
  error: unknown,
): Promise<Answer> {
  if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
  const refused = { values, messages: { ...error.fields } };
  return showForm(visit, response, refused, error.message, 409);
}

async function removeResponse(
  { calls, as, browser, params }: WriteVisit,
  fields: z.output<typeof removeFields>,
): Promise<Answer> {
  await calls.cannedResponses.removeResponse({ id: params.id ?? '', ...fields }, as);
  browser.say('The response is removed.');
  return goTo(path);
}

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
const removed =
  'Somebody removed this response meanwhile, and nothing of yours was saved. What you typed ' +
  'stands below: save it, and it is a new one.';

type Visit = Pick<ReadVisit, 'app' | 'as' | 'params' | 'query' | 'wantsJson'>;

/** Canned responses: a list, a form, and the same as JSON for the console. */
export const cannedRoutes: readonly Route[] = [
  page(path, who, showResponses),
  page(`${path}/new`, who, (visit) => showForm(visit)),
  form(path, who, {
    fields: addFields,
    maxBytes: maxFormBytes,
    act: addResponse,
    again: (visit, refused) => showForm(visit, { refused }),
  }),
  page(`${path}/:id`, who, async (visit) => showForm(visit, { response: await find(visit) })),
  form(`${path}/:id`, who, {
    fields: editFields,
    maxBytes: maxFormBytes,
    act: editResponse,
    again: (visit, refused) => showEdited(visit, { refused }),
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

type Shown = {
  response?: CannedResponse;
  refused?: Refused;
  problem?: string;
  status?: number;
  /** What was typed is older than what stands now, so that is shown beside it. */
  isLate?: boolean;
};

async function showForm(
  { app, as }: Visit,
  {
    response,
    refused,
    problem = refused ? nothingSaved : undefined,
    status = refused ? 422 : 200,
    isLate = false,
  }: Shown = {},
): Promise<Answer> {
  const { teams, organisation } = await app.reads.cannedResponses.listResponses({}, as);
  const choices = [
    { value: 'mine', label: 'Me' },
    ...teams.map((team) => ({ value: team.id, label: team.name })),
    ...(organisation ? [{ value: 'organisation', label: 'Everybody' }] : []),
  ];
  const values = refused?.values ?? { ...response };
  // Who was refused goes on from what they saw; who was too late, from what is shown to them now.
  const seen = (isLate ? undefined : refused?.values.version) ?? response?.version;
  const theirs = isLate && response ? standing(response) : [];
  const errors = sentences(refused?.messages ?? {}, labels);
  const flash = problem ? { flash: { kind: 'error', text: problem } } : {};
  const form = { version: seen, theirs, choices, values, errors, variables: cannedVariables };
  return showPage('/canned-responses/edit', { response, ...form, ...flash }, status);
}

function standing(response: CannedResponse): { label: string; now: string }[] {
  return [
    { label: 'Name', now: response.name },
    { label: 'Shortcut', now: response.shortcut },
    { label: 'Text', now: response.text },
  ];
}

/** The form of a response again; one that is gone leaves what was typed as a new one. */
async function showEdited(visit: Visit, shown: Shown & { refused: Refused }): Promise<Answer> {
  const response = await find(visit).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') return null;
    throw error;
  });
  if (response) return showForm(visit, { ...shown, response });
  return showForm(visit, { refused: shown.refused, problem: removed, status: 404 });
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
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    const refused = { values: { whose: holder, ...fields }, messages: { ...error.fields } };
    return showForm(visit, { refused, problem: error.message, status: 409 });
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
    if (!(error instanceof AppError)) throw error;
    const { version: seen, ...typed } = fields;
    const values = { ...typed, ...(seen === undefined ? {} : { version: String(seen) }) };
    const refused = { values, messages: { ...error.fields } };
    if (error.code === 'not_found') return showEdited(visit, { refused });
    if (error.code !== 'conflict') throw error;
    const isLate = error.fields === undefined;
    return showEdited(visit, { refused, problem: error.message, status: 409, isLate });
  }
  browser.say(`/${fields.shortcut} is saved.`);
  return goTo(path);
}

async function removeResponse(
  { calls, as, browser, params }: WriteVisit,
  fields: z.output<typeof removeFields>,
): Promise<Answer> {
  await calls.cannedResponses.removeResponse({ id: params.id ?? '', ...fields }, as);
  browser.say('The response is removed.');
  return goTo(path);
}

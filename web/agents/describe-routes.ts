import { z } from 'zod';
import { tag } from '../../internal/contract/tag.ts';
import { AppError } from '../../internal/contract/errors.ts';
import { type Answer, goTo, showPage } from '../answers/answer.ts';
import { form, page, type Refused, type Route } from '../routing/route.ts';
import type { ReadVisit, WriteVisit } from '../routing/visit.ts';
import { sentences } from '../views/sentences.ts';

const path = '/admin/agents/:id';
const who = ['admin'] as const;

const tags = (most: number) =>
  z
    .string()
    .max(2000)
    .transform((text) => [...new Set(text.split(/[\s,;]+/).filter(Boolean))])
    .pipe(z.array(tag).max(most, `holds more than ${most}`));

const fields = z.strictObject({ languages: tags(12), skills: tags(24) });

const labels = { languages: 'One of the languages', skills: 'One of the words' };

/** What one agent speaks and knows: who is chosen for a visitor depends on it. */
export const describeRoutes: readonly Route[] = [
  page(path, who, (visit) => showAgent(visit)),
  form(path, who, {
    fields,
    act: describeAgent,
    again: (visit, refused) => showAgent(visit, refused, 422),
  }),
];

async function showAgent(
  { app, as, params }: Pick<ReadVisit, 'app' | 'as' | 'params'>,
  refused?: Refused,
  status = 200,
): Promise<Answer> {
  const { people } = await app.reads.agents.listAgents({}, as);
  const agent = people.find(({ id }) => id === params.id);
  if (!agent) throw new AppError('not_found', 'There is no such agent.');
  const values = refused?.values ?? {
    languages: (agent.languages ?? []).join(' '),
    skills: (agent.skills ?? []).join(' '),
  };
  const messages = Object.entries(refused?.messages ?? {}).map(
    ([name, message]) => [name.split('.')[0]!, message] as const,
  );
  const errors = sentences(Object.fromEntries(messages), labels);
  const known = [...new Set(people.flatMap(({ skills }) => skills ?? []))].toSorted();
  return showPage('/agents/describe', { agent, values, errors, known }, status);
}

async function describeAgent(
  { calls, as, params, browser }: WriteVisit,
  wish: z.output<typeof fields>,
): Promise<Answer> {
  await calls.agents.describeAgent({ id: params.id ?? '', ...wish }, as);
  browser.say('It counts from the next conversation on.');
  return goTo('/admin/agents');
}

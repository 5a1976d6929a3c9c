import { z } from 'zod';
import { type Answer, goTo } from '../answers/answer.ts';
import { form, type Route } from '../routing/route.ts';
import type { WriteVisit } from '../routing/visit.ts';
import type { StaffKind } from '../staff/staff-kind.ts';
import { nameOf, showStaff, staffRoutes } from '../staff/staff-routes.ts';

const path = '/admin/agents';

const agents: StaffKind = {
  path,
  who: 'admin',
  one: 'agent',
  many: 'agents',
  about: 'Agents answer the visitors. A new agent can sign in once you activate them.',
  offMeans: 'is signed out at once; open conversations go back to the waiting list',
  empty: 'Nobody answers yet. Add the first agent.',
  hasLimit: true,
  list: (calls, as) => calls.agents.listAgents({}, as),
  add: (calls, member, as) => calls.agents.addAgent(member, as),
  activate: (calls, target, as) => calls.agents.activateAgent(target, as),
  deactivate: (calls, target, as) => calls.agents.deactivateAgent(target, as),
};

const maxLimit = 50;
const limitMessage = `must be a number from 1 to ${maxLimit}, or empty for the usual one`;

const limitFields = z.strictObject({
  limit: z
    .string()
    .regex(/^\d{0,2}$/, limitMessage)
    .transform((text) => (text === '' ? null : Number(text)))
    .refine((limit) => limit === null || (limit >= 1 && limit <= maxLimit), limitMessage),
});

export const agentRoutes: readonly Route[] = [
  ...staffRoutes(agents),
  form(`${path}/:id/limit`, [agents.who], {
    fields: limitFields,
    act: limitAgent,
    again: async (visit, { messages }) =>
      showStaff(agents, visit, 422, `The number ${messages.limit ?? limitMessage}.`),
  }),
];

async function limitAgent(
  visit: WriteVisit,
  { limit }: z.output<typeof limitFields>,
): Promise<Answer> {
  const { calls, as, params, browser } = visit;
  const id = params.id ?? '';
  await calls.agents.limitAgent({ id, limit }, as);
  const name = await nameOf(agents, visit, id);
  browser.say(
    limit === null
      ? `${name} has as many conversations at a time as their teams or the settings say.`
      : `${name} has up to ${limit} conversations at a time.`,
  );
  return goTo(path);
}

import { z } from 'zod';
import { id } from '../../internal/contract/ids.ts';
import { type Answer, answerJson, goTo, showPage } from '../answers/answer.ts';
import { form, page, type Route } from '../routing/route.ts';
import { type ReadVisit, signedIn, type WriteVisit } from '../routing/visit.ts';

const staff = ['agent', 'admin'] as const;
const nothing = z.strictObject({});

/** The console of agents, the same for supervisors, and what both ask for while they work. */
export const consoleRoutes: readonly Route[] = [
  page('/agent', staff, showOwnConsole, { framing: 'alarms' }),
  page('/admin/desk', ['admin'], showConsole, { framing: 'alarms' }),
  form('/agent/online', ['agent'], { fields: nothing, act: goOnline }),
  form('/agent/offline', ['agent'], { fields: nothing, act: goOffline }),
  page('/agent/desk', staff, async ({ calls, as }) =>
    answerJson(await calls.desks.readDesk({}, as)),
  ),
  page('/agent/colleagues', staff, async ({ calls, as }) =>
    answerJson(await calls.desks.listColleagues({}, as)),
  ),
  page('/agent/conversations', staff, findConversations),
  page('/agent/conversations/:id', staff, showConversation),
  page('/agent/visitors/:id', staff, async ({ calls, as, params }) =>
    answerJson(await calls.desks.readVisitor({ channel_id: params.id ?? '' }, as)),
  ),
];

/** Pushes and mails to all of the staff name one address; what follows it goes along. */
function showOwnConsole(visit: ReadVisit): Promise<Answer> {
  if (signedIn(visit).user.role === 'agent') return showConsole(visit);
  const rest = visit.query.size > 0 ? `?${visit.query.toString()}` : '';
  return Promise.resolve(goTo(`/admin/desk${rest}`));
}

async function showConsole(visit: ReadVisit): Promise<Answer> {
  const { online, user } = signedIn(visit);
  const desk = await visit.calls.desks.readDesk({}, visit.as);
  return showPage('/console/console', { online, desk, isSupervisor: user.role === 'admin' });
}

/** `?q=` words, `?live` leaves out what has ended. */
async function findConversations({ calls, as, query }: ReadVisit): Promise<Answer> {
  const words = (query.get('q') ?? '').slice(0, 200);
  return answerJson(await calls.desks.listConversations({ words, live: query.has('live') }, as));
}

async function showConversation({ calls, as, params, query }: ReadVisit): Promise<Answer> {
  const before = z.coerce.number().int().min(1).safeParse(query.get('before')).data;
  const wish = { channel_id: id.parse(params.id), ...(before ? { before } : {}) };
  return answerJson(await calls.desks.readConversation(wish, as));
}

async function goOnline({ calls, as, wantsJson }: WriteVisit): Promise<Answer> {
  const presence = await calls.agents.goOnline({}, as);
  return wantsJson ? answerJson(presence) : goTo('/agent');
}

async function goOffline({ calls, as, wantsJson }: WriteVisit): Promise<Answer> {
  const presence = await calls.agents.goOffline({}, as);
  return wantsJson ? answerJson(presence) : goTo('/agent');
}

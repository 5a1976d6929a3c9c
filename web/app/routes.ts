import type { Role } from '../../internal/contract/people.ts';
import { type Answer, showPage } from '../answers/answer.ts';
import { page, type Route } from '../routing/route.ts';
import type { ReadVisit } from '../routing/visit.ts';

/** Whoever has an account in the organisation. */
const people: readonly Role[] = ['member', 'agent', 'admin', 'super_admin'];

/** The members' place: one page, whatever of it an address names. */
export const appRoutes: readonly Route[] = [
  page('/app', people, showApp, { framing: 'app' }),
  page('/app/:id', people, showApp, { framing: 'app' }),
  page('/app/:id/@:person', people, showApp, { framing: 'app' }),
  page('/app/:id/@:person/:seq', people, showApp, { framing: 'app' }),
  page('/app/:id/:seq', people, showApp, { framing: 'app' }),
];

async function showApp({ login }: ReadVisit): Promise<Answer> {
  return showPage('/app/app', { title: 'Teams', nick: login?.nick });
}

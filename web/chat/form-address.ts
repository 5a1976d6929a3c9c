import { defaultOrg } from '../../internal/contract/people.ts';
import { type Answer, goTo } from '../answers/answer.ts';
import type { ReadVisit } from '../routing/visit.ts';
import type { SessionVisitor } from '../sessions/sessions.ts';
import { orgOf } from './show-chat.ts';

export const formPath = '/chat/form';

type Asked = Pick<ReadVisit, 'app' | 'query' | 'languages'>;

export function goBack(visit: Asked): Answer {
  return goTo(`${formPath}${queryOf(visit)}#end`);
}

/** What of the address is kept from page to page. */
export function queryOf(visit: Asked): string {
  const { app, query, languages } = visit;
  const kept = new URLSearchParams();
  const org = orgOf(visit);
  if (org) kept.set('org', org);
  const wished = query.get('language');
  if (wished !== null) kept.set('language', app.languages.choose(wished, languages).tag);
  return kept.size === 0 ? '' : `?${kept.toString()}`;
}

type Known = Pick<ReadVisit, 'query' | 'visitor'>;

/** Who this browser is here: to one organisation it is nobody whom another one knows. */
export function visitorHere(visit: Known, org = orgOf(visit)): SessionVisitor | null {
  const { visitor } = visit;
  return visitor && (visitor.org ?? defaultOrg) === (org || defaultOrg) ? visitor : null;
}

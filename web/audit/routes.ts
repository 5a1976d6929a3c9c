import { calendarDay } from '../../internal/contract/calendar-day.ts';
import { type Answer, showPage } from '../answers/answer.ts';
import { page, type Route } from '../routing/route.ts';
import type { ReadVisit } from '../routing/visit.ts';
import { actions, presentEntry } from './present-entry.ts';

const pageEntries = 50;

/** Who did what to whom, when and from where; newest first. */
export const auditRoutes: readonly Route[] = [
  page('/super/audit', ['super_admin'], (visit) => showAudit('/super/audit', visit)),
  page('/admin/audit', ['admin'], (visit) => showAudit('/admin/audit', visit)),
];

async function showAudit(path: string, { calls, as, query }: ReadVisit): Promise<Answer> {
  const filters = readFilters(query);
  const before = /^[1-9]\d{0,14}$/.exec(query.get('before') ?? '')?.[0];
  const { q: filter, ...others } = filters;
  const input = {
    limit: pageEntries,
    ...others,
    ...(filter ? { filter } : {}),
    ...(before ? { before: Number(before) } : {}),
  };
  const { entries, intact } = await calls.audit.listEntries(input, as);
  const oldest = entries.length === pageEntries ? entries.at(-1)?.id : undefined;
  return showPage('/audit/list', {
    path,
    entries: entries.map(presentEntry),
    intact,
    filters,
    actions,
    isFiltered: Object.keys(filters).length > 0,
    isFirst: before === undefined,
    newest: address(path, filters),
    older: oldest === undefined ? null : address(path, filters, oldest),
  });
}

type Filters = { q?: string; person?: string; action?: string; day?: string };

/** What cannot be a filter is none. */
function readFilters(query: URLSearchParams): Filters {
  const filters: Filters = {};
  for (const name of ['q', 'person'] as const) {
    const text = (query.get(name) ?? '').trim().slice(0, 100);
    if (text) filters[name] = text;
  }
  const action = actions.find(({ value }) => value === query.get('action'))?.value;
  if (action) filters.action = action;
  const day = calendarDay.safeParse(query.get('day')).data;
  if (day) filters.day = day;
  return filters;
}

function address(path: string, filters: Filters, before?: number): string {
  const query = new URLSearchParams(filters);
  if (before !== undefined) query.set('before', String(before));
  return query.size > 0 ? `${path}?${query.toString()}` : path;
}

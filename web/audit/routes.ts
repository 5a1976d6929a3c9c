import { type Answer, showPage } from '../answers/answer.ts';
import { page, type Route } from '../routing/route.ts';
import type { ReadVisit } from '../routing/visit.ts';
import { presentEntry } from './present-entry.ts';

const path = '/super/audit';
const pageEntries = 50;

/** Who did what to whom, when and from where; newest first. */
export const auditRoutes: readonly Route[] = [page(path, ['super_admin'], showAudit)];

async function showAudit({ calls, as, query }: ReadVisit): Promise<Answer> {
  const filter = (query.get('q') ?? '').trim().slice(0, 100);
  const before = /^[1-9]\d{0,14}$/.exec(query.get('before') ?? '')?.[0];
  const input = {
    limit: pageEntries,
    ...(filter ? { filter } : {}),
    ...(before ? { before: Number(before) } : {}),
  };
  const { entries, intact } = await calls.audit.listEntries(input, as);
  const oldest = entries.length === pageEntries ? entries.at(-1)?.id : undefined;
  return showPage('/audit/list', {
    entries: entries.map(presentEntry),
    intact,
    filter,
    isFirst: before === undefined,
    newest: address(filter),
    older: oldest === undefined ? null : address(filter, oldest),
  });
}

function address(filter: string, before?: number): string {
  const query = new URLSearchParams();
  if (filter) query.set('q', filter);
  if (before !== undefined) query.set('before', String(before));
  return query.size > 0 ? `${path}?${query.toString()}` : path;
}

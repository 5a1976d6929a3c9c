import type { Login } from '../../internal/contract/logins.ts';
import type { Role } from '../../internal/contract/people.ts';
import { railLinks } from './rail-links.ts';

const titles: Partial<Record<Role, string>> = {
  super_admin: 'Super admin',
  admin: 'Admin',
  agent: 'Agent',
  member: 'Member',
};

/**
 * What the frame around every page of people with an account shows: who is signed in, where they
 * may go, and the pages beside this one.
 */
export function shellData(login: Login | null, path: string): Record<string, unknown> {
  if (!login) return {};
  const { id, name, role } = login.user;
  const links = railLinks[role] ?? [];
  const nav = links.map(({ pages = [], ...link }) => ({
    ...link,
    current: isWithin(path, link.href) || pages.some(({ href }) => isWithin(path, href)),
  }));
  const here = links.find((_, at) => nav[at]!.current);
  const pages = here?.pages ?? [];
  const nearest = longest(pages.map(({ href }) => href).filter((href) => isWithin(path, href)));
  const tabs = pages.map((page) => ({ ...page, current: page.href === nearest }));
  const place = login.org_name ?? '';
  return { user: { id, name, role, title: titles[role] ?? '', place }, nav, tabs, group: here };
}

function isWithin(path: string, href: string): boolean {
  return path === href || path.startsWith(`${href}/`);
}

function longest(hrefs: readonly string[]): string | undefined {
  return hrefs.toSorted((a, b) => b.length - a.length)[0];
}

/** Where somebody with this role starts. */
export function homeOf(role: Role): string {
  return railLinks[role]?.[0]?.href ?? '/chat';
}

/** The path is one of the pages that this role is led to, or a place in the teams'. */
export function isPageOf(role: Role, path: string): boolean {
  const isPlace = path.startsWith('/app/') && !path.includes('..');
  return (railLinks[role] ?? []).some(
    ({ href, pages = [] }) =>
      href === path || pages.some((page) => page.href === path) || (isPlace && href === '/app'),
  );
}

import type { Login } from '../../internal/contract/logins.ts';
import type { Role } from '../../internal/contract/people.ts';

type Link = { href: string; label: string; icon: string };

const password: Link = { href: '/account/password', label: 'Password', icon: 'lock' };

const teams: Link = { href: '/app', label: 'Teams', icon: 'chat' };
const keys: Link = { href: '/account/keys', label: 'Keys', icon: 'key' };
const own = [teams, keys, password];

/** The first is where somebody with this role starts. */
const links: Partial<Record<Role, Link[]>> = {
  super_admin: [
    { href: '/super/admins', label: 'Admins', icon: 'people' },
    { href: '/super/audit', label: 'Audit', icon: 'record' },
    ...own,
  ],
  admin: [
    { href: '/admin/agents', label: 'Agents', icon: 'headset' },
    { href: '/admin/members', label: 'Members', icon: 'people' },
    ...own,
  ],
  agent: [{ href: '/agent', label: 'Console', icon: 'inbox' }, ...own],
  member: own,
};

const titles: Partial<Record<Role, string>> = {
  super_admin: 'Super admin',
  admin: 'Admin',
  agent: 'Agent',
  member: 'Member',
};

/**
 * What the frame around every page of people with an account shows: who is signed in, and where
 * they may go.
 */
export function shellData(login: Login | null, path: string): Record<string, unknown> {
  if (!login) return {};
  const { id, name, role } = login.user;
  const nav = (links[role] ?? []).map((link) => ({
    ...link,
    current: path === link.href || path.startsWith(`${link.href}/`),
  }));
  return { user: { id, name, role, title: titles[role] ?? '' }, nav };
}

/** Where somebody with this role starts. */
export function homeOf(role: Role): string {
  return links[role]?.[0]?.href ?? '/chat';
}

/** The path is one of the pages that the rail of this role leads to, or a place in the teams'. */
export function isPageOf(role: Role, path: string): boolean {
  const isPlace = path.startsWith(`${teams.href}/`) && !path.includes('..');
  return (links[role] ?? []).some(({ href }) => href === path || (isPlace && href === teams.href));
}

import type { Role } from '../../internal/contract/people.ts';

type Page = { href: string; label: string };

/** One word of the rail, and the pages behind it; those show as tabs on each of them. */
export type RailLink = Page & { icon: string; pages?: readonly Page[] };

const own: readonly RailLink[] = [
  { href: '/app', label: 'Teams', icon: 'chat' },
  { href: '/account/keys', label: 'Keys', icon: 'key' },
  { href: '/account/password', label: 'Password', icon: 'lock' },
];

const dashboard: readonly Page[] = [
  { href: '/admin/dashboard', label: 'Now' },
  { href: '/admin/desk', label: 'Desk' },
];

const people: readonly Page[] = [
  { href: '/admin/agents', label: 'Agents' },
  { href: '/admin/members', label: 'Members' },
  { href: '/admin/members/invites', label: 'Invitations' },
  { href: '/admin/bans', label: 'Bans' },
];

const reports: readonly Page[] = [
  { href: '/admin/reports', label: 'Figures' },
  { href: '/admin/outcomes', label: 'Every message' },
  { href: '/admin/what-if', label: 'What if' },
  { href: '/admin/audit', label: 'Who did what' },
];

const settings: readonly Page[] = [
  { href: '/admin/settings', label: 'General' },
  { href: '/admin/widget', label: 'Widget' },
  { href: '/responses', label: 'Responses' },
  { href: '/admin/identity', label: 'Your site’s sign-in' },
];

/** At most seven words each (a test counts them); the first is where this role starts. */
export const railLinks: Partial<Record<Role, readonly RailLink[]>> = {
  super_admin: [
    { href: '/super/admins', label: 'Admins', icon: 'people' },
    { href: '/super/organisations', label: 'Organisations', icon: 'store' },
    { href: '/super/audit', label: 'Audit', icon: 'record' },
    ...own,
  ],
  admin: [
    { href: '/admin/dashboard', label: 'Dashboard', icon: 'gauge', pages: dashboard },
    { href: '/admin/reports', label: 'Reports', icon: 'chart', pages: reports },
    { href: '/admin/agents', label: 'People', icon: 'people', pages: people },
    { href: '/admin/settings', label: 'Settings', icon: 'gear', pages: settings },
    ...own,
  ],
  agent: [
    { href: '/agent', label: 'Console', icon: 'inbox' },
    { href: '/responses', label: 'Responses', icon: 'reply' },
    ...own,
  ],
  member: own,
};

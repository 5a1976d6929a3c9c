import type { Route } from '../routing/route.ts';
import type { StaffKind } from '../staff/staff-kind.ts';
import { staffRoutes } from '../staff/staff-routes.ts';

export const admins: StaffKind = {
  path: '/super/admins',
  who: 'super_admin',
  one: 'admin',
  many: 'admins',
  about:
    'Admins add the agents who answer visitors. A new admin can sign in once you activate them.',
  offMeans: 'is signed out at once',
  empty: 'There is no admin yet. Add the first one: admins add the people who answer.',
  hasLimit: false,
  list: (calls, as) => calls.admins.listAdmins({}, as),
  async places(calls, as) {
    const { organisations } = await calls.organisations.listOrganisations({}, as);
    return organisations;
  },
  add: (calls, member, as) => calls.admins.addAdmin(member, as),
  activate: (calls, target, as) => calls.admins.activateAdmin(target, as),
  deactivate: (calls, target, as) => calls.admins.deactivateAdmin(target, as),
};

export const adminRoutes: readonly Route[] = staffRoutes(admins);

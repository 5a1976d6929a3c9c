import { feature } from './define.ts';
import { addStaff, listStaff, switchStaff } from './staff.ts';

/** Admins, as a super admin sees and switches them. */
export const admins = feature({
  name: 'admins',
  operations: {
    listAdmins: listStaff,
    addAdmin: addStaff,
    activateAdmin: switchStaff,
    deactivateAdmin: switchStaff,
  },
  events: {},
});

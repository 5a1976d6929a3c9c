import { feature, operation } from './define.ts';
import { id } from './ids.ts';
import { addStaff, listStaff, switchStaff } from './staff.ts';

/** Admins of all organisations, as a super admin sees and switches them. */
export const admins = feature({
  name: 'admins',
  operations: {
    listAdmins: listStaff,
    /** To the super admin's own organisation where none is named. */
    addAdmin: operation({
      ...addStaff,
      input: addStaff.input.extend({ org: id.optional() }),
      errors: [...addStaff.errors, 'not_found'],
    }),
    activateAdmin: switchStaff,
    deactivateAdmin: switchStaff,
  },
  events: {},
});

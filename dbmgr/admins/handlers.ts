import type { Handlers } from '../../internal/contract/types.ts';
import type { Context } from '../context.ts';
import { addStaff, type StaffParts } from '../people/add-staff.ts';
import { listStaff } from '../people/list-staff.ts';
import { activateStaff, deactivateStaff } from '../people/switch-staff.ts';

export function adminHandlers(parts: StaffParts): Handlers<Context>['admins'] {
  return {
    listAdmins: (context) => listStaff(context, 'admin'),
    addAdmin: (context, input) => addStaff(parts, context, 'admin', input),
    activateAdmin: (context, input) => activateStaff(context, 'admin', input),
    deactivateAdmin: (context, input) => deactivateStaff(context, 'admin', input),
  };
}

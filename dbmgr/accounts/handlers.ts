import type { Handlers } from '../../internal/contract/types.ts';
import type { Context } from '../context.ts';
import { activateStaff, deactivateStaff } from '../people/switch-staff.ts';
import { readInvite, readMode, readOrg } from './entrance.ts';
import { listInvites, makeInvite, revokeInvite } from './invites.ts';
import { listMembers } from './list-members.ts';
import { signUp, type SignUpParts } from './sign-up.ts';
import { changeSignup, readSignup } from './signup-mode.ts';

export function accountHandlers(parts: SignUpParts): Handlers<Context>['accounts'] {
  return {
    signUp: (context, input) => signUp(parts, context, input),
    async checkSignup({ db, now }, { invite, ...named }) {
      const org = await readOrg(db, { ...named, invite });
      const mode = await readMode(db, org);
      return { mode, invite: await readInvite(db, org, invite, now()) };
    },
    readSignup: (context) => readSignup(context),
    changeSignup: (context, input) => changeSignup(context, input),
    makeInvite: (context, input) => makeInvite(context, input),
    listInvites: (context) => listInvites(context),
    revokeInvite: (context, input) => revokeInvite(context, input),
    listMembers: (context, input) => listMembers(context, input),
    activateMember: (context, input) => activateStaff(context, 'member', input),
    deactivateMember: (context, input) => deactivateStaff(context, 'member', input),
  };
}

import type { Handlers } from '../../internal/contract/types.ts';
import type { Context } from '../context.ts';
import { addStaff, type StaffParts } from '../people/add-staff.ts';
import { listStaff } from '../people/list-staff.ts';
import { activateStaff, deactivateStaff } from '../people/switch-staff.ts';
import { pauseAgent, resumeAgent, setDoNotDisturb } from '../desks/pause.ts';
import { describeAgent } from './describe-agent.ts';
import { limitAgent } from './limit-agent.ts';
import { goOffline, goOnline } from './presence.ts';

export function agentHandlers(parts: StaffParts): Handlers<Context>['agents'] {
  return {
    listAgents: (context) => listStaff(context, 'agent'),
    addAgent: (context, input) => addStaff(parts, context, 'agent', input),
    activateAgent: (context, input) => activateStaff(context, 'agent', input),
    deactivateAgent: (context, input) => deactivateStaff(context, 'agent', input),
    limitAgent: (context, input) => limitAgent(context, input),
    goOnline: (context) => goOnline(context),
    goOffline: (context) => goOffline(context),
    describeAgent,
    pauseAgent: (context, { reason }) => pauseAgent(context, reason),
    resumeAgent,
    setDoNotDisturb: (context, { on }) => setDoNotDisturb(context, on),
  };
}

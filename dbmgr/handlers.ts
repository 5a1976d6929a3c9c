import type { Handlers } from '../internal/contract/types.ts';
import { accessKeyHandlers } from './access-keys/handlers.ts';
import { accountHandlers } from './accounts/handlers.ts';
import { adminHandlers } from './admins/handlers.ts';
import { agentHandlers } from './agents/handlers.ts';
import { auditHandlers } from './audit/handlers.ts';
import type { AvailabilityWatch } from './automations/availability.ts';
import { automationHandlers } from './automations/handlers.ts';
import { channelHandlers } from './channels/handlers.ts';
import type { Context } from './context.ts';
import { conversationHandlers } from './conversations/handlers.ts';
import { healthHandlers } from './health/handlers.ts';
import { loginHandlers, type LoginParts } from './logins/handlers.ts';
import { messageHandlers } from './messages/handlers.ts';
import type { MessageWriter } from './messages/writer.ts';
import { peopleHandlers } from './people/handlers.ts';
import { taskHandlers } from './tasks/handlers.ts';
import type { TaskSweep } from './tasks/sweep.ts';
import { teamHandlers } from './teams/handlers.ts';

export type HandlerParts = LoginParts & {
  watch: AvailabilityWatch;
  sweep: TaskSweep;
  writer: MessageWriter;
};

/** Every operation of the contract: one that is missing does not compile. */
export function createHandlers(parts: HandlerParts): Handlers<Context> {
  return {
    accessKeys: accessKeyHandlers(parts.signer),
    accounts: accountHandlers(parts),
    admins: adminHandlers(parts),
    agents: agentHandlers(parts),
    audit: auditHandlers,
    automations: automationHandlers(parts.watch),
    channels: channelHandlers,
    conversations: conversationHandlers,
    health: healthHandlers,
    logins: loginHandlers(parts),
    messages: messageHandlers(parts.writer),
    people: peopleHandlers,
    tasks: taskHandlers(parts.sweep),
    teams: teamHandlers,
  };
}

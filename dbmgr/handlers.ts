import type { Handlers } from '../internal/contract/types.ts';
import type { AttachmentLimits } from '../internal/policy/attachments.ts';
import { accessKeyHandlers } from './access-keys/handlers.ts';
import { accountHandlers } from './accounts/handlers.ts';
import { adminHandlers } from './admins/handlers.ts';
import { agentHandlers } from './agents/handlers.ts';
import { alarmHandlers } from './alarms/handlers.ts';
import { attachmentHandlers } from './attachments/handlers.ts';
import { auditHandlers } from './audit/handlers.ts';
import type { AvailabilityWatch } from './automations/availability.ts';
import { automationHandlers } from './automations/handlers.ts';
import { banHandlers } from './bans/handlers.ts';
import { cannedResponseHandlers } from './canned-responses/handlers.ts';
import { channelHandlers } from './channels/handlers.ts';
import type { Context } from './context.ts';
import { conversationHandlers } from './conversations/handlers.ts';
import { dayHandlers } from './days/handlers.ts';
import { deskHandlers } from './desks/handlers.ts';
import { healthHandlers } from './health/handlers.ts';
import { identityHandlers } from './identities/handlers.ts';
import { loginHandlers, type LoginParts } from './logins/handlers.ts';
import { mailHandlers } from './mails/handlers.ts';
import { messageHandlers } from './messages/handlers.ts';
import type { MessageWriter } from './messages/writer.ts';
import { organisationHandlers } from './organisations/handlers.ts';
import { outcomeHandlers } from './outcomes/handlers.ts';
import { peopleHandlers } from './people/handlers.ts';
import { pushHandlers } from './pushes/handlers.ts';
import { ratingHandlers } from './ratings/handlers.ts';
import { reportHandlers } from './reports/handlers.ts';
import { taskHandlers } from './tasks/handlers.ts';
import type { TaskSweep } from './tasks/sweep.ts';
import { teamHandlers } from './teams/handlers.ts';
import { transcriptHandlers } from './transcripts/handlers.ts';

export type HandlerParts = LoginParts & {
  watch: AvailabilityWatch;
  sweep: TaskSweep;
  writer: MessageWriter;
  attachmentLimits: AttachmentLimits;
};

/** Every operation of the contract: one that is missing does not compile. */
export function createHandlers(parts: HandlerParts): Handlers<Context> {
  return {
    accessKeys: accessKeyHandlers(parts.signer),
    accounts: accountHandlers(parts),
    admins: adminHandlers(parts),
    agents: agentHandlers(parts),
    alarms: alarmHandlers,
    attachments: attachmentHandlers(parts.attachmentLimits),
    audit: auditHandlers,
    automations: automationHandlers(parts.watch),
    bans: banHandlers,
    cannedResponses: cannedResponseHandlers,
    channels: channelHandlers,
    conversations: conversationHandlers,
    days: dayHandlers,
    desks: deskHandlers,
    health: healthHandlers,
    identities: identityHandlers(parts.signer),
    logins: loginHandlers(parts),
    mails: mailHandlers,
    messages: messageHandlers(parts.writer),
    organisations: organisationHandlers,
    outcomes: outcomeHandlers,
    people: peopleHandlers,
    pushes: pushHandlers,
    ratings: ratingHandlers,
    reports: reportHandlers(parts.watch),
    tasks: taskHandlers(parts.sweep),
    teams: teamHandlers,
    transcripts: transcriptHandlers,
  };
}

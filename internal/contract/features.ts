import { accessKeys } from './access-keys.ts';
import { accounts } from './accounts.ts';
import { admins } from './admins.ts';
import { agents } from './agents.ts';
import { alarms } from './alarms.ts';
import { attachments } from './attachments.ts';
import { audit } from './audit.ts';
import { automations } from './automations.ts';
import { bans } from './bans.ts';
import { cannedResponses } from './canned-responses.ts';
import { channels } from './channels.ts';
import { conversations } from './conversations.ts';
import { days } from './days.ts';
import { desks } from './desks.ts';
import { health } from './health.ts';
import { identities } from './identities.ts';
import { logins } from './logins.ts';
import { mails } from './mails.ts';
import { messages } from './messages.ts';
import { organisations } from './organisations.ts';
import { outcomes } from './outcomes.ts';
import { people } from './people.ts';
import { pushes } from './pushes.ts';
import { ratings } from './ratings.ts';
import { reports } from './reports.ts';
import { tasks } from './tasks.ts';
import { teams } from './teams.ts';
import { transcripts } from './transcripts.ts';

/** Every feature: subjects, clients, handlers, permissions and the matrix come from here. */
export const features = {
  accessKeys,
  accounts,
  admins,
  agents,
  alarms,
  attachments,
  audit,
  automations,
  bans,
  cannedResponses,
  channels,
  conversations,
  days,
  desks,
  health,
  identities,
  logins,
  mails,
  messages,
  organisations,
  outcomes,
  people,
  pushes,
  ratings,
  reports,
  tasks,
  teams,
  transcripts,
} as const;

export type Features = typeof features;
export type FeatureName = keyof Features;

import { accessKeys } from './access-keys.ts';
import { accounts } from './accounts.ts';
import { admins } from './admins.ts';
import { agents } from './agents.ts';
import { attachments } from './attachments.ts';
import { audit } from './audit.ts';
import { automations } from './automations.ts';
import { channels } from './channels.ts';
import { conversations } from './conversations.ts';
import { health } from './health.ts';
import { logins } from './logins.ts';
import { messages } from './messages.ts';
import { people } from './people.ts';
import { tasks } from './tasks.ts';
import { teams } from './teams.ts';

/** Every feature: subjects, clients, handlers, permissions and the matrix come from here. */
export const features = {
  accessKeys,
  accounts,
  admins,
  agents,
  attachments,
  audit,
  automations,
  channels,
  conversations,
  health,
  logins,
  messages,
  people,
  tasks,
  teams,
} as const;

export type Features = typeof features;
export type FeatureName = keyof Features;

import { adminRoutes } from './admins/routes.ts';
import { agentRoutes } from './agents/routes.ts';
import { appRoutes } from './app/routes.ts';
import { attachmentRoutes } from './attachments/routes.ts';
import { auditRoutes } from './audit/routes.ts';
import { channelRoutes } from './channels/routes.ts';
import { descriptionRoutes } from './descriptions/routes.ts';
import { healthRoutes } from './health/routes.ts';
import { keyPageRoutes } from './keys/key-pages.ts';
import { keyRoutes } from './keys/key-routes.ts';
import { loginRoutes } from './logins/routes.ts';
import { inviteRoutes } from './members/invites.ts';
import { memberRoutes } from './members/routes.ts';
import { messageRoutes } from './messages/routes.ts';
import { passwordRoutes } from './passwords/routes.ts';
import { peopleRoutes } from './people/routes.ts';
import type { Route } from './routing/route.ts';
import { searchRoutes } from './search/routes.ts';
import { signupRoutes } from './signup/routes.ts';
import { teamRoutes } from './teams/routes.ts';
import { tokenRoutes } from './tokens/routes.ts';
import { visitorRoutes } from './visitors/routes.ts';

const described: readonly Route[] = [
  ...attachmentRoutes,
  ...healthRoutes,
  ...loginRoutes,
  ...adminRoutes,
  ...auditRoutes,
  ...agentRoutes,
  ...passwordRoutes,
  ...signupRoutes,
  ...memberRoutes,
  ...inviteRoutes,
  ...keyPageRoutes,
  ...keyRoutes,
  ...visitorRoutes,
  ...tokenRoutes,
  ...channelRoutes,
  ...messageRoutes,
  ...searchRoutes,
  ...peopleRoutes,
  ...teamRoutes,
  ...appRoutes,
];

/** Every address that web answers, its method and who it is for: the chain is made of this. */
export const routes: readonly Route[] = [...described, ...descriptionRoutes(described)];

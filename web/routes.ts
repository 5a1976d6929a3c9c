import { adminRoutes } from './admins/routes.ts';
import { describeRoutes } from './agents/describe-routes.ts';
import { agentRoutes } from './agents/routes.ts';
import { appRoutes } from './app/routes.ts';
import { attachmentRoutes } from './attachments/routes.ts';
import { dayRoutes } from './days/routes.ts';
import { auditRoutes } from './audit/routes.ts';
import { banRoutes } from './bans/routes.ts';
import { cannedRoutes } from './canned-responses/routes.ts';
import { channelRoutes } from './channels/routes.ts';
import { consoleRoutes } from './console/routes.ts';
import { descriptionRoutes } from './descriptions/routes.ts';
import { healthRoutes } from './health/routes.ts';
import { keyPageRoutes } from './keys/key-pages.ts';
import { keyRoutes } from './keys/key-routes.ts';
import { loginRoutes } from './logins/routes.ts';
import { inviteRoutes } from './members/invites.ts';
import { memberRoutes } from './members/routes.ts';
import { messageRoutes } from './messages/routes.ts';
import { identityRoutes } from './organisations/identity-routes.ts';
import { organisationRoutes } from './organisations/routes.ts';
import { settingsRoutes } from './organisations/settings-routes.ts';
import { widgetRoutes } from './organisations/widget-routes.ts';
import { outcomeRoutes } from './outcomes/routes.ts';
import { passwordRoutes } from './passwords/routes.ts';
import { peopleRoutes } from './people/routes.ts';
import { ratingRoutes } from './ratings/routes.ts';
import { reportRoutes } from './reports/routes.ts';
import { pushRoutes } from './pushes/routes.ts';
import type { Route } from './routing/route.ts';
import { searchRoutes } from './search/routes.ts';
import { signupRoutes } from './signup/routes.ts';
import { teamRoutes } from './teams/routes.ts';
import { tokenRoutes } from './tokens/routes.ts';
import { transcriptRoutes } from './transcripts/routes.ts';
import { visitorRoutes } from './visitors/routes.ts';

const described: readonly Route[] = [
  ...attachmentRoutes,
  ...healthRoutes,
  ...loginRoutes,
  ...adminRoutes,
  ...organisationRoutes,
  ...settingsRoutes,
  ...widgetRoutes,
  ...identityRoutes,
  ...banRoutes,
  ...auditRoutes,
  ...dayRoutes,
  ...reportRoutes,
  ...cannedRoutes,
  ...agentRoutes,
  ...describeRoutes,
  ...consoleRoutes,
  ...passwordRoutes,
  ...signupRoutes,
  ...memberRoutes,
  ...inviteRoutes,
  ...keyPageRoutes,
  ...keyRoutes,
  ...visitorRoutes,
  ...ratingRoutes,
  ...transcriptRoutes,
  ...tokenRoutes,
  ...channelRoutes,
  ...messageRoutes,
  ...searchRoutes,
  ...peopleRoutes,
  ...pushRoutes,
  ...outcomeRoutes,
  ...teamRoutes,
  ...appRoutes,
];

/** Every address that web answers, its method and who it is for: the chain is made of this. */
export const routes: readonly Route[] = [...described, ...descriptionRoutes(described)];

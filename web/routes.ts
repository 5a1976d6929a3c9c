import { adminRoutes } from './admins/routes.ts';
import { agentRoutes } from './agents/routes.ts';
import { attachmentRoutes } from './attachments/routes.ts';
import { auditRoutes } from './audit/routes.ts';
import { descriptionRoutes } from './descriptions/routes.ts';
import { healthRoutes } from './health/routes.ts';
import { loginRoutes } from './logins/routes.ts';
import { passwordRoutes } from './passwords/routes.ts';
import { peopleRoutes } from './people/routes.ts';
import type { Route } from './routing/route.ts';
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
  ...visitorRoutes,
  ...tokenRoutes,
  ...peopleRoutes,
  ...teamRoutes,
];

/** Every address that web answers, its method and who it is for: the chain is made of this. */
export const routes: readonly Route[] = [...described, ...descriptionRoutes(described)];

import { answerJson } from '../answers/answer.ts';
import { plain, type Route } from '../routing/route.ts';
import { describeRoutes } from './describe-routes.ts';

/** `/v1/openapi.json` describes those of the routes that are for programs. */
export function descriptionRoutes(routes: readonly Route[]): Route[] {
  const description = describeRoutes(routes.filter(({ path }) => path.startsWith('/v1/')));
  return [plain('/v1/openapi.json', 'anyone', async () => answerJson(description))];
}

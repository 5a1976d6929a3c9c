import { answerJson, showPage } from '../answers/answer.ts';
import { plain, type Route } from '../routing/route.ts';
import { describeRoutes } from './describe-routes.ts';
import { presentDocs } from './present-docs.ts';

/** `/v1/openapi.json` describes those of the routes that are for programs, `/v1/docs` shows it. */
export function descriptionRoutes(routes: readonly Route[]): Route[] {
  const description = describeRoutes(routes.filter(({ path }) => path.startsWith('/v1/')));
  const groups = presentDocs(description);
  return [
    plain('/v1/openapi.json', 'anyone', async () => answerJson(description)),
    plain('/v1/docs', 'anyone', async () => showPage('/descriptions/docs', { groups })),
  ];
}

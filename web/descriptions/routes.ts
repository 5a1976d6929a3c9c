import { z } from 'zod';
import { answerJson, showPage } from '../answers/answer.ts';
import { plain, type Route } from '../routing/route.ts';
import { describeRoutes } from './describe-routes.ts';
import { presentDocs } from './present-docs.ts';

const document = z.looseObject({ openapi: z.string(), info: z.looseObject({}) });

/** `/v1/openapi.json` describes all routes for programs, itself too; `/v1/docs` shows it. */
export function descriptionRoutes(routes: readonly Route[]): Route[] {
  const own: Route[] = [
    plain('/v1/openapi.json', 'anyone', async () => answerJson(description), {
      summary: 'This description, as an OpenAPI 3.1 document',
      output: document,
    }),
    plain('/v1/docs', 'anyone', async () => showPage('/descriptions/docs', { groups }), {
      summary: 'This description, as a page',
      isPage: true,
    }),
  ];
  const all = [...routes, ...own].filter(({ path }) => path.startsWith('/v1/'));
  const description = describeRoutes(all);
  const groups = presentDocs(description);
  return own;
}

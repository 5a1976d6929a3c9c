import { z } from 'zod';
import type { Route } from '../routing/route.ts';

type Json = Record<string, unknown>;

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  fields: z.record(z.string(), z.string()).optional(),
  retry_ms: z.number().int().optional(),
  request_id: z.string(),
});

/** An OpenAPI 3.1 document, made of the schemas by which requests are parsed. */
export function describeRoutes(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: describeRoute(route),
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Natter', version: '1' },
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        session: { type: 'apiKey', in: 'cookie', name: 'natter_session' },
      },
    },
  };
}

function describeRoute(route: Route): Json {
  const scheme = route.who === 'bearer' ? 'token' : 'session';
  const body = route.method === 'POST' ? { requestBody: content(route.fields, 'input') } : {};
  return {
    ...body,
    security: route.who === 'anyone' ? [] : [{ [scheme]: [] }],
    responses: {
      '2XX': { description: 'Done.', ...content(route.output ?? z.unknown(), 'output') },
      default: {
        description: 'Refused (RFC 9457).',
        ...content(problem, 'output', 'application/problem+json'),
      },
    },
  };
}

function content(schema: z.ZodType, io: 'input' | 'output', type = 'application/json'): Json {
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
  });
  return { content: { [type]: { schema: described } } };
}

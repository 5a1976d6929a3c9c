import { z } from 'zod';
import type { ApiRoute } from '../api/api-route.ts';
import { headers, reference, refused } from './components.ts';
import { nameOperation, tagOf } from './name-operation.ts';
import { content, describeSchema, type Json } from './schemas.ts';

/** One operation object (OpenAPI 3.1, 4.8.10). */
export function describeApiRoute(route: ApiRoute): Json {
  const { summary, description, scope, method, path } = route;
  const access = scope
    ? scope === 'any'
      ? 'Any personal access token will do.'
      : `A personal access token needs the scope \`${scope}\`.`
    : 'A personal access token cannot do this.';
  return {
    operationId: route.operationId ?? nameOperation(method, path),
    tags: [tagOf(path)],
    summary,
    description: [description, access].filter(Boolean).join(' '),
    security: [{ token: [] }],
    parameters: [
      ...describeParameters(route.params, 'path'),
      ...describeParameters(route.query, 'query'),
      ...(isGuarded(route) ? [reference('If-Match')] : []),
      ...(route.creates ? [reference('Idempotency-Key')] : []),
    ],
    ...describeBody(route),
    responses: { ...describeSuccess(route), ...refused(refusalsOf(route)) },
  };
}

/** Whether there is a version that it could be meant for. */
function isGuarded({ versioned, method, creates }: ApiRoute): boolean {
  return versioned === true && method !== 'GET' && !creates;
}

function describeParameters(schema: z.ZodType, place: 'path' | 'query'): Json[] {
  const { properties = {}, required = [] } = describeSchema(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
  }));
}

function describeBody({ body }: ApiRoute): Json {
  if (!body) return {};
  const schema = describeSchema(body, 'input') as Json & { properties?: Json };
  if (Object.keys(schema.properties ?? {}).length === 0 && !('anyOf' in schema)) return {};
  return { requestBody: { required: true, ...content(schema) } };
}

function describeSuccess(route: ApiRoute): Json {
  const names = route.versioned ? (['ETag'] as const) : [];
  const found: Json = route.redirects
    ? { 302: { description: 'It is elsewhere.', headers: headers('Location') } }
    : {};
  if (!route.output) {
    const isAlone = Object.keys(found).length > 0;
    return isAlone ? found : { 204: { description: 'Done.', headers: headers() } };
  }
  const status = route.creates ? 201 : 200;
  const more = route.creates ? ([...names, 'Location'] as const) : names;
  const body = content(describeEnvelope(route));
  return { [status]: { description: 'Done.', headers: headers(...more), ...body }, ...found };
}

const cursor = z.string().nullable();
const page = z.object({ next: cursor, prev: cursor });

function describeEnvelope({ output, paged }: ApiRoute): Json {
  const data = describeSchema(output!, 'output');
  return {
    type: 'object',
    properties: { data, ...(paged ? { page: describeSchema(page, 'output') } : {}) },
    required: ['data', ...(paged ? ['page'] : [])],
    additionalProperties: false,
  };
}

function refusalsOf({ method, query, redirects }: ApiRoute): number[] {
  const usual = [400, 401, 403, 404, 429, 500, 503];
  if (method !== 'GET') return [...usual, 409, 413, 415, 422];
  const isAsked = describeParameters(query, 'query').length > 0;
  return [...usual, ...(redirects ? [409] : []), ...(isAsked ? [422] : [])];
}

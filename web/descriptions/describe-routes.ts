import { z } from 'zod';
import type { PlainRoute, Route } from '../routing/route.ts';
import { components, headers, reference, refused } from './components.ts';
import { describeApiRoute } from './describe-api-route.ts';
import { nameOperation, tagOf } from './name-operation.ts';
import { content, describeSchema, type Json } from './schemas.ts';

/** An OpenAPI 3.1 document, made of the schemas by which requests are parsed. */
export function describeRoutes(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    const described = route.door === 'api' ? describeApiRoute(route) : describePlainRoute(route);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: described };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Natter',
      version: '1',
      description: 'Teams, channels, messages and files of an organisation, for programs.',
    },
    paths,
    components,
  };
}

/** A route with an answer of a shape of its own. */
function describePlainRoute(route: PlainRoute): Json {
  const isPost = route.method === 'POST';
  const body = isPost ? { requestBody: content(describeSchema(route.fields, 'input')) } : {};
  const output = route.isPage
    ? content({ type: 'string' }, 'text/html')
    : content(describeSchema(route.output ?? z.unknown(), 'output'));
  return {
    operationId: nameOperation(route.method, route.path),
    tags: [tagOf(route.path)],
    summary: route.summary,
    security: securityOf(route),
    parameters: statusOf(route) === 201 ? [reference('Idempotency-Key')] : [],
    ...body,
    responses: {
      [statusOf(route)]: { description: 'Done.', headers: headers(), ...output },
      ...refused(
        isPost
          ? [400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503]
          : [400, 404, 429, 500, 503],
      ),
    },
  };
}

function statusOf(route: PlainRoute): number {
  return route.method === 'POST' && route.creates ? 201 : 200;
}

/** An empty requirement says that a token may come along and need not (OpenAPI 3.1, 4.8.30). */
function securityOf(route: PlainRoute): Json[] {
  const { who } = route;
  if (route.method === 'POST' && route.bearing) return [{}, { token: [] }];
  if (who === 'anyone') return [];
  const [token, session] = [{ token: [] }, { session: [] }];
  if (who === 'account') return [token, session];
  return who === 'bearer' ? [token] : [session];
}

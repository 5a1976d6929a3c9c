import { expect, test } from 'vitest';
import { routes } from '../routes.ts';
import { describeRoutes } from './describe-routes.ts';

type Described = {
  requestBody?: { content: Record<string, { schema: Record<string, unknown> }> };
  responses: Record<string, { content: Record<string, { schema: Record<string, unknown> }> }>;
};

const forPrograms = routes.filter(({ path }) => path.startsWith('/v1/'));
const described = describeRoutes(forPrograms).paths as Record<string, Record<string, Described>>;

test('every route for programs is described by the schemas it is parsed with', () => {
  for (const { path, method, output } of forPrograms) {
    const route = described[path]?.[method.toLowerCase()];
    expect([path, route]).toEqual([path, expect.anything()]);
    if (path !== '/v1/openapi.json') expect([path, output]).toEqual([path, expect.anything()]);
  }
  const login = described['/v1/auth/login']?.post?.requestBody?.content['application/json']?.schema;
  expect(login).toMatchObject({
    required: ['login', 'password'],
    additionalProperties: false,
    properties: { login: { type: 'string' }, password: { type: 'string' } },
  });
});

test('what a chat session answers is described with its token and its person', () => {
  const post = described['/v1/chat/session']?.post;
  const answer = post?.responses['200']?.content['application/json']?.schema;
  expect(answer).toMatchObject({
    required: ['token', 'expires_at', 'refresh_token', 'user'],
  });
});

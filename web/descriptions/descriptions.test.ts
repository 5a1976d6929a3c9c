import { expect, test } from 'vitest';
import { routes } from '../routes.ts';
import { describeRoutes } from './describe-routes.ts';

type Described = {
  summary?: string;
  requestBody?: { content: Record<string, { schema: Record<string, unknown> }> };
  responses: Record<string, { content?: Record<string, { schema: Record<string, unknown> }> }>;
};

const forPrograms = routes.filter(({ path }) => path.startsWith('/v1/'));
const described = describeRoutes(forPrograms).paths as Record<string, Record<string, Described>>;

test('every route for programs is described by the schemas it is parsed with', () => {
  for (const { path, method } of forPrograms) {
    const route = described[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    expect([path, route]).toEqual([path, expect.anything()]);
    expect([path, route!.summary]).toEqual([path, expect.stringMatching(/./)]);
    for (const [status, { content = {} }] of Object.entries(route!.responses)) {
      const schemas = Object.values(content).map(({ schema }) => schema);
      expect([path, status, ...schemas]).not.toContainEqual({});
    }
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
  const answer = post?.responses['200']?.content?.['application/json']?.schema;
  expect(answer).toMatchObject({
    required: ['token', 'expires_at', 'refresh_token', 'user'],
  });
});

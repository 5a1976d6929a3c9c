import { expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { created, data, nothing, page } from './api-answer.ts';
import { apiGet, apiWrite, pageQuery, queryFlag, queryInteger } from './build-routes.ts';

const team = z.object({ id: z.string(), size: z.number() });

test('a handler gets what the path names, and what its schemas make of the rest', () => {
  const list = apiGet('/v1/teams', {
    summary: 'Teams',
    scope: 'teams:read',
    query: z.strictObject({ ...pageQuery, active: queryFlag().optional() }),
    output: z.array(team),
    paged: true,
    async answer(visit, { query }) {
      expectTypeOf(query.limit).toEqualTypeOf<number>();
      expectTypeOf(query.active).toEqualTypeOf<boolean | undefined>();
      const position = visit.readPosition(query.cursor, z.object({ after: z.string() }));
      expectTypeOf(position).toEqualTypeOf<{ after: string } | undefined>();
      return page([{ id: 'a', size: query.limit }], { next: { after: 'a' }, prev: null });
    },
  });
  expect(list).toMatchObject({ method: 'GET', door: 'api', creates: false, body: undefined });

  const add = apiWrite('POST', '/v1/teams/:id/pins/:seq', {
    summary: 'Pin',
    params: z.object({ id: z.string(), seq: queryInteger(z.int().min(1)) }),
    body: z.strictObject({ name: z.string() }),
    output: team,
    creates: true,
    async act({ calls }, { params, body, query }) {
      expectTypeOf(params.seq).toEqualTypeOf<number>();
      expectTypeOf(body.name).toEqualTypeOf<string>();
      expectTypeOf(query).toEqualTypeOf<Record<string, never>>();
      expectTypeOf(calls.logins.endLogin).toBeFunction();
      return created({ id: body.name, size: params.seq }, { location: '/v1/x', version: 1 });
    },
  });
  expect(add).toMatchObject({ creates: true, maxBodyBytes: 65_536 });

  apiWrite('DELETE', '/v1/teams/:id/members/:user', {
    summary: 'Remove',
    async act(_visit, { params }) {
      expectTypeOf(params).toEqualTypeOf<{ id: string; user: string }>();
      return nothing();
    },
  });
});

test('what a handler answers must be what its route describes', () => {
  apiGet('/v1/teams/:id', {
    summary: 'A team',
    output: team,
    // @ts-expect-error the size is missing
    answer: async () => data({ id: 'a' }),
  });
  expect.assertions(0);
});

test('numbers and flags of an address are read from their plain spelling alone', () => {
  const limit = queryInteger(z.int().min(1).max(100));
  expect(['1', '100'].map((text) => limit.parse(text))).toEqual([1, 100]);
  for (const text of ['', '0', '101', '1e1', ' 1', '1.5', '0x1', '٣', 'one', '9'.repeat(17)]) {
    expect([text, limit.safeParse(text).success]).toEqual([text, false]);
  }
  expect(['true', 'false', '1', ''].map((text) => queryFlag().safeParse(text).data)).toEqual([
    true,
    false,
    undefined,
    undefined,
  ]);
});

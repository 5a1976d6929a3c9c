import fc from 'fast-check';
import type { Operation } from './described-operations.ts';
import { fromSchema, seldom } from './from-schema.ts';

/** What was done to a request of the documented form; `none` left it as it was. */
export const mutations = [
  'value',
  'missing',
  'unknown',
  'twice',
  'array',
  'type',
  'packed',
  'cut',
  'deep',
  'large',
  'method',
  'path',
] as const;
export type Mutation = (typeof mutations)[number] | 'none';

/** A request before it is sent: who, what for, and the values it carries. */
export type Draft = {
  operation: Operation;
  /** Which of the people. */
  who: number;
  address: number;
  params: Record<string, unknown>;
  query: Record<string, unknown>;
  headers: Record<string, unknown>;
  body: unknown;
  mutation: Mutation;
  /** What a mutation puts in, and where. */
  nasty: unknown;
  at: number;
};

const nastyValues: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  '',
  ' ',
  '*',
  'a.b',
  '../..',
  '$SYS',
  '\u0000',
  '\u202e',
  '\ud800',
  '__proto__',
  "'; DROP TABLE people; --",
  '<script>',
  'x'.repeat(300),
  [],
  [[[]]],
  {},
  { a: { a: { a: {} } } },
  { toString: 1 },
  ['a', 'a'],
];

const nasty = fc.oneof(
  fc.constantFrom<unknown>(...nastyValues),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

/** Requests for this operation: two of three as it is described, one with one thing wrong. */
export function makeRequest(operation: Operation): fc.Arbitrary<Draft> {
  const resource = operation.path.split('/')[2] ?? '';
  const valuesIn = (place: string) => {
    const here = operation.parameters.filter((one) => one.in === place);
    return fc.record(
      Object.fromEntries(
        here.map(({ name, schema, required }) => {
          const value = fromSchema(schema, name, resource);
          return [name, required ? value : seldom(value)];
        }),
      ),
      { requiredKeys: here.filter(({ required }) => required).map(({ name }) => name) },
    );
  };
  const { body } = operation;
  return fc.record({
    operation: fc.constant(operation),
    who: fc.nat(1000),
    address: fc.nat(60_000),
    params: valuesIn('path'),
    query: valuesIn('query'),
    headers: valuesIn('header').map(tameHeaders),
    body: body ? fromSchema(body, '', resource) : fc.constant(undefined),
    mutation: fc.oneof(
      { weight: 2, arbitrary: fc.constant('none' as const) },
      { weight: 1, arbitrary: fc.constantFrom(...mutations) },
    ),
    nasty,
    at: fc.nat(1000),
  });
}

/** Keys that come again and versions of which some are right. */
function tameHeaders(headers: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const text = String(value);
      if (name !== 'If-Match') return [name, text.slice(0, 1)];
      return [name, text.length % 2 > 0 ? '*' : `"${text.length % 5}"`];
    }),
  );
}

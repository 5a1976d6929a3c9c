import { z } from 'zod';

export type Json = Record<string, unknown>;

/** A zod schema as JSON Schema 2020-12, which is OpenAPI 3.1's. */
export function describeSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
  });
  return described;
}

export function content(schema: Json, type = 'application/json'): Json {
  return { content: { [type]: { schema } } };
}

import { z } from 'zod';

export type Schema = { [key: string]: unknown } & {
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
};

export type Parameter = { name: string; in: string; required: boolean; schema: Schema };

/** What the description says of one method of one address. */
export type Operation = {
  method: string;
  path: string;
  parameters: Parameter[];
  body: Schema | undefined;
  needs: 'token' | 'session' | undefined;
  /** By status: the media type and what the body must be; null for none. */
  answers: Map<number, { type: string; schema: z.ZodType } | null>;
};

type Json = Record<string, unknown>;
type Content = Record<string, { schema: Schema }>;
type Described = {
  parameters?: Json[];
  requestBody?: { content: Content };
  security?: Json[];
  responses: Record<string, { content?: Content }>;
};

export type Description = { operations: Operation[]; problem: z.ZodType };

/** Reads an OpenAPI 3.1 document; schemas of answers become parsers that know nothing else. */
export function readDescription(document: Json): Description {
  const whole = inline(document, document) as Json & {
    paths: Record<string, Record<string, Described>>;
    components: { schemas: { Problem: Schema } };
  };
  return {
    operations: Object.entries(whole.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, one]) => readOperation(path, method, one)),
    ),
    problem: parserOf(whole.components.schemas.Problem),
  };
}

function readOperation(path: string, method: string, one: Described): Operation {
  const answers = Object.entries(one.responses).map(([status, { content }]) => {
    const [type, media] = Object.entries(content ?? {})[0] ?? [];
    const answer = type && media ? { type, schema: parserOf(media.schema) } : null;
    return [Number(status), answer] as const;
  });
  return {
    method: method.toUpperCase(),
    path,
    parameters: (one.parameters ?? []) as unknown as Parameter[],
    body: one.requestBody?.content['application/json']?.schema,
    needs: Object.keys(one.security?.[0] ?? {})[0] as Operation['needs'],
    answers: new Map(answers),
  };
}

function parserOf(schema: Schema): z.ZodType {
  return z.fromJSONSchema(schema as z.core.JSONSchema.JSONSchema);
}

/** References to parts of the document, replaced by those parts. */
function inline(value: unknown, document: Json): unknown {
  if (Array.isArray(value)) return value.map((one) => inline(one, document));
  if (typeof value !== 'object' || value === null) return value;
  const reference = (value as Json).$ref;
  if (typeof reference === 'string' && reference.startsWith('#/components/')) {
    const names = reference.split('/').slice(1);
    const found = names.reduce<unknown>((at, name) => (at as Json)[name], document);
    return inline(found, document);
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, inline(one, document)]),
  );
}

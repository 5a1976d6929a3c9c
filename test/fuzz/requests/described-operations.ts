import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

export type Schema = { [key: string]: unknown } & {
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
};

export type Parameter = { name: string; in: string; required: boolean; schema: Schema };

/** What an answer must be: its media type and body, null for none, and its headers. */
export type DescribedAnswer = {
  type: string | null;
  body: ValidateFunction;
  headers: { name: string; required: boolean; isNumber: boolean; validate: ValidateFunction }[];
};

/** What the description says of one method of one address. */
export type Operation = {
  method: string;
  path: string;
  parameters: Parameter[];
  body: Schema | undefined;
  needs: 'token' | 'session' | undefined;
  answers: Map<number, DescribedAnswer>;
};

type Json = Record<string, unknown>;
type Content = Record<string, { schema: Schema }>;
type Described = {
  parameters?: Json[];
  requestBody?: { content: Content };
  security?: Json[];
  responses: Record<string, { content?: Content; headers?: Record<string, Json> }>;
};

export type Description = { operations: Operation[]; problem: ValidateFunction };

const root = 'https://natter.example/openapi.json';

/**
 * Reads an OpenAPI 3.1 document. Its schemas are JSON Schema 2020-12 and are compiled where they
 * stand, by another implementation than the one that wrote them.
 */
export function readDescription(document: Json): Description {
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  formats.default(ajv);
  const keywords = ['openapi', 'info', 'paths', 'components', 'servers', 'tags'];
  ajv.addVocabulary(keywords);
  ajv.addSchema({ $id: root, ...document });
  const parserAt = (...names: string[]) =>
    ajv.compile({ $ref: `${root}#${names.map(toPointer).join('')}` });
  const { paths } = document as { paths: Record<string, Record<string, Described>> };
  const read = (path: string, method: string): Operation => {
    const one = inline(paths[path]![method], document) as Described;
    const answers = Object.entries(one.responses).map(([status, { content, headers = {} }]) => {
      const place = ['paths', path, method, 'responses', status];
      const [type = null] = Object.keys(content ?? {});
      return [
        Number(status),
        {
          type,
          body: type ? parserAt(...place, 'content', type, 'schema') : ajv.compile(false),
          headers: Object.entries(headers).map(([name, header]) => ({
            name: name.toLowerCase(),
            required: header.required === true,
            isNumber: (header.schema as Schema).type === 'integer',
            validate: ajv.compile(header.schema as Schema),
          })),
        },
      ] as const;
    });
    return {
      method: method.toUpperCase(),
      path,
      parameters: (one.parameters ?? []) as unknown as Parameter[],
      body: one.requestBody?.content['application/json']?.schema,
      needs: Object.keys(one.security?.[0] ?? {})[0] as Operation['needs'],
      answers: new Map(answers),
    };
  };
  return {
    operations: Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => read(path, method)),
    ),
    problem: parserAt('components', 'schemas', 'Problem'),
  };
}

/** One step of a JSON pointer (RFC 6901) in an address. */
function toPointer(name: string): string {
  return `/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`;
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

import { type Field, listFields, typeOf } from './list-fields.ts';
import type { Json } from './schemas.ts';

type Parameter = { name: string; in: string; required: boolean; type: string; about: string };
type Answer = { status: string; about: string; fields: Field[] };

/** One operation as the page shows it. */
export type ShownOperation = {
  id: string;
  method: string;
  path: string;
  summary: string;
  about: string;
  access: string;
  parameters: Parameter[];
  body: Field[];
  answers: Answer[];
};

export type ShownGroup = { name: string; operations: ShownOperation[] };

type Described = {
  operationId: string;
  tags: string[];
  summary?: string;
  description?: string;
  security: Json[];
  parameters: ({ $ref?: string } & Json)[];
  requestBody?: { content: Record<string, { schema: Json }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: Json }> }>;
};

/** What the description of `/v1` says, grouped by resource, for a page that people read. */
export function presentDocs(document: Json): ShownGroup[] {
  const paths = document.paths as Record<string, Record<string, Described>>;
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => ({
      tag: one.tags[0] ?? 'other',
      shown: presentOperation(document, path, method.toUpperCase(), one),
    })),
  );
  const groups = Map.groupBy(all, ({ tag }) => tag);
  return [...groups]
    .toSorted(([one], [other]) => placeOf(one).localeCompare(placeOf(other)))
    .map(([name, members]) => ({ name, operations: members.map(({ shown }) => shown) }));
}

/** What everybody needs first, then the alphabet. */
function placeOf(tag: string): string {
  const first = ['auth', 'me'].indexOf(tag);
  return first < 0 ? `9 ${tag}` : `${first} ${tag}`;
}

function presentOperation(
  document: Json,
  path: string,
  method: string,
  one: Described,
): ShownOperation {
  const body = one.requestBody?.content['application/json']?.schema;
  return {
    id: one.operationId,
    method,
    path,
    summary: one.summary ?? '',
    about: one.description ?? '',
    access: accessOf(one.security),
    parameters: one.parameters.map((parameter) => presentParameter(document, parameter)),
    body: body ? listFields(body) : [],
    answers: Object.entries(one.responses).map(([status, { description, content }]) => ({
      status,
      about: description,
      fields: listFields(content?.['application/json']?.schema ?? {}),
    })),
  };
}

function accessOf(security: Json[]): string {
  const scheme = Object.keys(security[0] ?? {})[0];
  if (scheme === 'token') return 'Needs a bearer token.';
  return scheme === 'session' ? 'Needs the session of a browser that is signed in.' : '';
}

function presentParameter(document: Json, given: { $ref?: string } & Json): Parameter {
  const parameter = given.$ref ? resolve(document, given.$ref) : given;
  return {
    name: String(parameter.name),
    in: String(parameter.in),
    required: parameter.required === true,
    type: typeOf(parameter.schema as Json),
    about: typeof parameter.description === 'string' ? parameter.description : '',
  };
}

function resolve(document: Json, reference: string): Json {
  const names = reference.split('/').slice(1);
  return names.reduce<Json>((found, name) => found[name] as Json, document);
}

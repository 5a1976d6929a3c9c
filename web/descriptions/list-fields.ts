import type { Json } from './schemas.ts';

/** One value of a body or an answer, as a reader wants to know it. */
export type Field = { name: string; type: string; required: boolean; about: string };

type Schema = {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  description?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
};

const maxDepth = 3;

/** The fields of an object's schema, those of objects within by their dotted names. */
export function listFields(json: Json, prefix = '', depth = 0): Field[] {
  const schema = json as Schema;
  const { properties = {}, required = [] } = schema;
  return Object.entries(properties).flatMap(([key, value]) => {
    const name = prefix + key;
    const field: Field = {
      name,
      type: typeOf(value),
      required: required.includes(key),
      about: value.description ?? '',
    };
    const inner = innerOf(value);
    const suffix = inner === value.items ? '[].' : '.';
    const deeper = inner && depth < maxDepth ? listFields(inner, name + suffix, depth + 1) : [];
    return [field, ...deeper];
  });
}

/** What a value is, in a few words: `list of string`, `integer 1 to 100`, `text or null`. */
export function typeOf(schema: Json): string {
  const { anyOf, oneOf, enum: choices, items, type = 'anything', ...rest } = schema as Schema;
  const either = anyOf ?? oneOf;
  if (either) return [...new Set(either.map((one) => typeOf(one)))].join(' or ');
  if (rest.const !== undefined) return JSON.stringify(rest.const);
  if (choices) return choices.map((choice) => JSON.stringify(choice)).join(' or ');
  if (type === 'array') return items ? `list of ${typeOf(items)}` : 'list';
  if (type === 'integer' || type === 'number') return type + rangeOf(rest.minimum, rest.maximum);
  if (type === 'string') return `text${rangeOf(rest.minLength, rest.maxLength)}`;
  return type;
}

function rangeOf(least: number | undefined, most: number | undefined): string {
  const isOpen = most === undefined || most >= Number.MAX_SAFE_INTEGER;
  if (isOpen) return least === undefined || least < 0 ? '' : `, ${least} or more`;
  return least === undefined || least < 0 ? `, up to ${most}` : `, ${least} to ${most}`;
}

/** The object whose fields stand below a value: itself, its items, or the one it may be. */
function innerOf(schema: Schema): Schema | undefined {
  if (schema.properties) return schema;
  if (schema.items?.properties) return schema.items;
  return (schema.anyOf ?? schema.oneOf)?.find((one) => one.properties);
}

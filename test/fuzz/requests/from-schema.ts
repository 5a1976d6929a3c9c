import fc from 'fast-check';
import { idPattern } from '../../../internal/contract/ids.ts';
import { blank } from './blanks.ts';
import type { Schema } from './described-operations.ts';

const pick = fc.nat(1000);
const words = fc.constantFrom(
  'Ada',
  'plan B',
  'Zoë',
  '你好',
  'naïve',
  '🙂',
  'a-b',
  'rust',
  'x y z',
);

/** Values that a JSON Schema allows; `name` and `resource` say what they should make sense as. */
export function fromSchema(schema: Schema, name: string, resource: string): fc.Arbitrary<unknown> {
  const either = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined;
  if (either) return oftenFirst(either.map((one) => fromSchema(one, name, resource)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) {
    return oftenFirst((schema.enum as unknown[]).map((one) => fc.constant(one)));
  }
  switch (schema.type) {
    case 'string':
      return texts(schema, name, resource);
    case 'integer':
    case 'number':
      return integers(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(fromSchema(schema.items ?? {}, name, resource), {
        minLength: Number(schema.minItems ?? 0),
        maxLength: Math.min(Number(schema.maxItems ?? 4), Number(schema.minItems ?? 0) + 4),
      });
    case 'object':
      return objects(schema, resource);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objects(schema: Schema, resource: string): fc.Arbitrary<unknown> {
  const names = Object.keys(schema.properties ?? {});
  const isAccount = names.includes('password');
  const fields = names.map((name) => {
    const value = fromSchema(schema.properties![name]!, name, resource);
    return [name, schema.required?.includes(name) ? value : seldom(value)] as const;
  });
  const record = fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] });
  if (!isAccount) return record;
  return fc.tuple(record, pick).map(([value, account]) => nameAccount(value, account));
}

/** An e-mail and the password that goes with it. */
function nameAccount(value: Record<string, unknown>, account: number): unknown {
  const emails = ['email', 'login'].filter((name) => name in value);
  const named = emails.map((name) => [name, blank('email', account)]);
  return { ...value, ...Object.fromEntries(named), password: blank('password', account) };
}

/** What a choice begins with is what most people want. */
function oftenFirst([first, ...others]: fc.Arbitrary<unknown>[]): fc.Arbitrary<unknown> {
  const weighed = others.map((arbitrary) => ({ weight: 1, arbitrary }));
  return fc.oneof({ weight: 3, arbitrary: first! }, ...weighed);
}

/** The value, or more often `undefined`, which leaves its name out. */
export function seldom(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.option(value, { freq: 2, nil: undefined });
}

function integers({ minimum, maximum }: Schema): fc.Arbitrary<number> {
  const min = Math.max(Number(minimum ?? -5), Number.MIN_SAFE_INTEGER);
  const max = Math.min(Number(maximum ?? min + 1000), Number.MAX_SAFE_INTEGER);
  const small = fc.integer({ min, max: Math.min(max, min + 20) });
  return fc.oneof({ weight: 12, arbitrary: small }, fc.integer({ min, max }), fc.constant(max));
}

function texts(schema: Schema, name: string, resource: string): fc.Arbitrary<string> {
  const { pattern } = schema;
  const min = Number(schema.minLength ?? 0);
  const max = Math.max(min, Math.min(Number(schema.maxLength ?? 40), 40));
  if (name === 'refresh_token') return pick.map((one) => blank('refresh token', one));
  if (name === 'emoji') return fc.constantFrom('👍', '🎉', '🙂', 'rust');
  if (name === 'cursor') return pick.map((one) => blank('cursor', one));
  if (pattern === idPattern.source) {
    const known = pick.map((one) => blank(`id of ${resourceOf(name, resource)}`, one));
    return fc.oneof({ weight: 9, arbitrary: known }, fc.stringMatching(idPattern));
  }
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern, 'u'));
  const any = fc.string({ minLength: min, maxLength: max, unit: 'grapheme' });
  return fc.oneof({ weight: 3, arbitrary: words.filter((one) => one.length <= max) }, any);
}

/** Where the id under this name comes from: `user` is somebody, `channel_id` a channel. */
function resourceOf(name: string, resource: string): string {
  if (/user|person|member|owner|^to$|^from$/.test(name)) return 'people';
  if (/channel|team/.test(name)) return 'teams';
  if (/^id$/.test(name)) return resource === 'channels' ? 'teams' : resource;
  return name;
}

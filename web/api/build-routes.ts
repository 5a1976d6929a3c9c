import { z } from 'zod';
import { id } from '../../internal/contract/ids.ts';
import type { ApiAnswer } from './api-answer.ts';
import type {
  ApiDescription,
  ApiMethod,
  ApiReadVisit,
  ApiRoute,
  ApiWriteVisit,
} from './api-route.ts';

const maxPageItems = 100;
const usualPageItems = 50;
const maxCursorLength = 800;
/** 64 KiB. */
const usualBodyBytes = 65_536;

type Fields = z.ZodType<Record<string, unknown>>;

/** The names after colons in a path such as `/v1/teams/:id/members/:user`. */
type NamesIn<Path extends string> = Path extends `${infer Head}/${infer Rest}`
  ? NamesIn<Head> | NamesIn<Rest>
  : Path extends `:${infer Name}`
    ? Name
    : never;

type ParamsOf<Path extends string, P> = P extends Fields
  ? z.output<P>
  : { [Name in NamesIn<Path>]: string };

type FieldsOf<S> = S extends Fields ? z.output<S> : Record<string, never>;
type ValueOf<O> = O extends z.ZodType ? z.input<O> : never;

type Common<P, Q, O> = ApiDescription & {
  /** Instead of ids. What does not parse is 404. */
  params?: P;
  /** What may stand after the `?`, each name once; `queryInteger` and `queryFlag` read text. */
  query?: Q;
  /** Of what stands in `data`; without it there is nothing to answer with. */
  output?: O;
};

type ReadOptions<Path extends string, P, Q, O> = Common<P, Q, O> & {
  answer(
    visit: ApiReadVisit,
    input: { params: ParamsOf<Path, P>; query: FieldsOf<Q> },
  ): Promise<ApiAnswer<ValueOf<O>>>;
};

type WriteOptions<Path extends string, P, Q, B, O> = Common<P, Q, O> & {
  /** The JSON object in the body; without it the body is empty or `{}`. */
  body?: B;
  /** Answers 201, and does the same thing once for each `Idempotency-Key`. */
  creates?: boolean;
  maxBodyBytes?: number;
  act(
    visit: ApiWriteVisit,
    input: { params: ParamsOf<Path, P>; query: FieldsOf<Q>; body: FieldsOf<B> },
  ): Promise<ApiAnswer<ValueOf<O>>>;
};

/** GET and HEAD; its handler is given no operation that could change anything. */
export function apiGet<
  const Path extends string,
  P extends Fields | undefined = undefined,
  Q extends Fields | undefined = undefined,
  O extends z.ZodType | undefined = undefined,
>(path: Path, options: ReadOptions<Path, P, Q, O>): ApiRoute {
  const answer: ApiRoute['answer'] = (visit, { params, query }) =>
    options.answer(visit, { params: params as ParamsOf<Path, P>, query: query as FieldsOf<Q> });
  return finish('GET', path, { ...options, answer });
}

/** A method that changes something. */
export function apiWrite<
  const Path extends string,
  P extends Fields | undefined = undefined,
  Q extends Fields | undefined = undefined,
  B extends Fields | undefined = undefined,
  O extends z.ZodType | undefined = undefined,
>(
  method: Exclude<ApiMethod, 'GET'>,
  path: Path,
  options: WriteOptions<Path, P, Q, B, O>,
): ApiRoute {
  const answer: ApiRoute['answer'] = (visit, { params, query, body }) =>
    options.act(visit, {
      params: params as ParamsOf<Path, P>,
      query: query as FieldsOf<Q>,
      body: body as FieldsOf<B>,
    });
  return finish(method, path, { ...options, answer });
}

type Described = ApiDescription &
  Pick<ApiRoute, 'answer'> & {
    params?: Fields | undefined;
    query?: Fields | undefined;
    body?: Fields | undefined;
    output?: z.ZodType | undefined;
    creates?: boolean;
    maxBodyBytes?: number;
  };

function finish(method: ApiMethod, path: string, described: Described): ApiRoute {
  return {
    ...described,
    door: 'api',
    who: 'bearer',
    method,
    path,
    params: described.params ?? idsIn(path),
    query: described.query ?? z.strictObject({}),
    body: method === 'GET' ? undefined : (described.body ?? z.strictObject({})),
    output: described.output,
    creates: described.creates ?? false,
    maxBodyBytes: described.maxBodyBytes ?? usualBodyBytes,
  };
}

function idsIn(path: string): Fields {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
  return z.strictObject(Object.fromEntries(names.map((name) => [name, id])));
}

/** A whole number in the address, written with digits alone. */
export function queryInteger<S extends z.ZodNumber>(schema: S) {
  return z.preprocess((text) => {
    return typeof text === 'string' && /^-?\d{1,16}$/.test(text) ? Number(text) : text;
  }, schema);
}

/** `true` or `false` in the address. */
export function queryFlag() {
  return z.preprocess((text) => (text === 'true' ? true : text === 'false' ? false : text), flag);
}

const flag = z.boolean();

/** What every paged route takes besides its own: `z.strictObject({ ...pageQuery, … })`. */
export const pageQuery = {
  limit: queryInteger(z.int().min(1).max(maxPageItems))
    .default(usualPageItems)
    .describe(`How many at most; ${usualPageItems} unless told.`),
  cursor: z
    .string()
    .max(maxCursorLength)
    .optional()
    .describe('`page.next` or `page.prev` of an earlier answer.'),
};

import { z } from 'zod';
import { errorCodes } from '../../internal/contract/errors.ts';
import { content, describeSchema, type Json } from './schemas.ts';

/** RFC 9457, with what Natter adds. */
const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.enum(errorCodes),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  retry_ms: z.int().optional(),
  request_id: z.string(),
});

const text = { schema: { type: 'string' } };

/** What many routes of `/v1` have in common, by the names that `$ref` gives. */
export const components = {
  securitySchemes: {
    token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    session: { type: 'apiKey', in: 'cookie', name: 'natter_session' },
  },
  schemas: { Problem: describeSchema(problem, 'output') },
  headers: {
    RateLimit: {
      required: true,
      description: 'Requests that are left (r) of each policy, and seconds until it is full (t).',
      ...text,
    },
    'RateLimit-Policy': {
      required: true,
      description: 'Requests (q) in so many seconds (w), for each policy that counts.',
      ...text,
    },
    'X-Request-Id': {
      required: true,
      description: 'What the people who run Natter find this request by in its log.',
      ...text,
    },
    'WWW-Authenticate': { required: true, description: 'What to come with: `Bearer`.', ...text },
    'Retry-After': {
      required: true,
      description: 'Seconds after which the same request may succeed.',
      schema: { type: 'integer' },
    },
    ETag: { required: true, description: 'The version, for If-Match.', ...text },
    Location: { description: 'The path of what was created, or the address to go on to.', ...text },
  },
  parameters: {
    'If-Match': {
      name: 'If-Match',
      in: 'header',
      description: 'The ETag of the version that is to be changed; another one is 409.',
      schema: { type: 'string', pattern: '^(?:\\*|"[0-9]{1,15}")$' },
    },
    'Idempotency-Key': {
      name: 'Idempotency-Key',
      in: 'header',
      description: 'A name for this wish: sent again within a day, it is answered the same again.',
      schema: { type: 'string', pattern: '^[!-~]{1,255}$' },
    },
  },
} as const;

/** A header that a request may carry. */
export function reference(name: keyof typeof components.parameters) {
  return { $ref: `#/components/parameters/${name}` };
}

const everywhere = ['RateLimit', 'RateLimit-Policy', 'X-Request-Id'] as const;

/** References to header components; every answer has a few. */
export function headers(...names: (keyof typeof components.headers)[]): Json {
  const all = [...everywhere, ...names];
  return Object.fromEntries(all.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

const refusals: Record<number, string> = {
  400: 'Not of the documented form.',
  401: 'No token, or one that is not valid, or no longer.',
  403: 'Not for this person or this token.',
  404: 'Not there, or not for this person to see.',
  405: 'Not done here.',
  409: 'It was changed meanwhile, is taken, or does not go together with what is there.',
  413: 'The body is too large.',
  415: 'The body is not plain application/json.',
  422: 'Of the documented form, but it cannot be accepted.',
  429: 'Too many requests.',
  500: 'It failed, and nothing was changed.',
  503: 'A part of Natter does not answer.',
};

const moreHeaders: Record<number, (keyof typeof components.headers)[]> = {
  401: ['WWW-Authenticate'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

/** Problem documents by their status. */
export function refused(statuses: readonly number[]): Json {
  const body = content({ $ref: '#/components/schemas/Problem' }, 'application/problem+json');
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      {
        description: refusals[status],
        headers: headers(...(moreHeaders[status] ?? [])),
        ...body,
      },
    ]),
  );
}

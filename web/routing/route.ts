import type { Request } from 'express';
import type { z } from 'zod';
import type { AppError } from '../../internal/contract/errors.ts';
import type { Role } from '../../internal/contract/people.ts';
import type { Answer } from '../answers/answer.ts';
import type { ApiRoute } from '../api/api-route.ts';
import type { Framing } from '../guards/headers.ts';
import type { ReadVisit, WriteVisit } from './visit.ts';

/**
 * Who a route is for. Staff come with a session's cookie and are active at this very request;
 * `bearer` is a program with a token, `account` either of the two; `anyone` needs neither.
 */
export type Who = 'anyone' | 'bearer' | 'account' | readonly Role[];

/** At most so many requests a minute from one address. */
export type Limit = 'chat_sessions' | 'signups' | number;

type Common = {
  path: string;
  who: Who;
  limit?: Limit;
  /** What a program gets, for the description of `/v1`, and what it is for. */
  output?: z.ZodType;
  summary?: string;
  /** It answers HTML, for people. */
  isPage?: boolean;
};

/** GET and HEAD. Its handler is given no operation that could change anything. */
export type ReadRoute = Common & {
  method: 'GET';
  /** `page` knows the browser by its session; `plain` asks for none. */
  door: 'page' | 'plain';
  framing?: Framing;
  answer(visit: ReadVisit): Promise<Answer>;
};

/**
 * What a refused form shows again: what was typed (no passwords), and what is wrong with it.
 * `trouble`: nothing is, but it could not be taken now.
 */
export type Refused = {
  values: Record<string, string>;
  messages: Record<string, string>;
  trouble?: AppError;
};

/** POST. `form` has a session and refuses other sites; `json` is for programs. */
export type WriteRoute = Common & {
  method: 'POST';
  door: 'form' | 'json';
  fields: z.ZodType<Record<string, unknown>>;
  /** It answers 201 when it worked, and heeds `Idempotency-Key`. */
  creates?: boolean;
  /** Pages of WIDGET_ORIGINS, and of sites that organisations name, may call it too. */
  shared?: boolean;
  /** The longest body; 4 KiB where it is not said. */
  maxBytes?: number;
  /** A visitor's token may come along, to say who the browser was until now. */
  bearing?: boolean;
  /** Runs also when nobody can say whether the login still lives: who wants out gets out. */
  anyhow?: boolean;
  act(visit: WriteVisit, fields: Record<string, unknown>): Promise<Answer>;
  /** The form again, with what has to be put right: 422. */
  again?(visit: WriteVisit, refused: Refused): Promise<Answer>;
};

export type PlainRoute = ReadRoute | WriteRoute;

/** An address under one method: a page, a form, an older JSON route, or one of `/v1`'s. */
export type Route = PlainRoute | ApiRoute;

type ReadOptions = Pick<ReadRoute, 'limit' | 'framing' | 'output' | 'summary' | 'isPage'>;

export function page(
  path: string,
  who: Who,
  answer: ReadRoute['answer'],
  options: ReadOptions = {},
): ReadRoute {
  return { method: 'GET', door: 'page', path, who, answer, ...options };
}

export function plain(
  path: string,
  who: Who,
  answer: ReadRoute['answer'],
  options: ReadOptions = {},
): ReadRoute {
  return { method: 'GET', door: 'plain', path, who, answer, ...options };
}

type WriteOptions<S extends z.ZodType> = {
  fields: S;
  act(visit: WriteVisit, fields: z.output<S>): Promise<Answer>;
} & Pick<
  WriteRoute,
  | 'again'
  | 'bearing'
  | 'limit'
  | 'maxBytes'
  | 'shared'
  | 'anyhow'
  | 'output'
  | 'summary'
  | 'creates'
>;

export function form<S extends z.ZodType<Record<string, unknown>>>(
  path: string,
  who: Who,
  options: WriteOptions<S>,
): WriteRoute {
  return { method: 'POST', door: 'form', path, who, ...options };
}

export function json<S extends z.ZodType<Record<string, unknown>>>(
  path: string,
  who: Who,
  options: WriteOptions<S>,
): WriteRoute {
  return { method: 'POST', door: 'json', path, who, ...options };
}

/** Everything but a route for anyone's data needs to know the browser. */
export function hasSession(route: PlainRoute): boolean {
  return route.door === 'page' || route.door === 'form' || Array.isArray(route.who);
}

/** Whether a token, and no cookie, says who asks; no other site's page can send one. */
export function asksByToken(route: PlainRoute, request: Pick<Request, 'get'>): boolean {
  if (route.who === 'bearer') return true;
  return route.who === 'account' && request.get('authorization') !== undefined;
}

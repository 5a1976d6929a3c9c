import type { z } from 'zod';
import type { Scope } from '../../internal/contract/scopes.ts';
import type { CallContext } from '../../internal/contract/types.ts';
import type { Application } from '../application.ts';
import type { Calls, ReadCalls } from '../routing/calls.ts';
import type { ApiAnswer } from './api-answer.ts';

export type ApiMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One request of a program as its handler sees it. */
export type ApiVisit = {
  readonly app: Application;
  /** Who acts, for every call on the bus. */
  readonly as: CallContext;
  /** The id of the person whose token it is. */
  readonly person: string;
  /** JSON was asked for by name, where another answer is usual. */
  readonly wantsJson: boolean;
  /** What `If-Match` names, for the operation's `version`; undefined when any will do. */
  readonly version: number | undefined;
  /**
   * What a cursor of this very address and person stands for; undefined without one. Throws
   * `invalid` for any other cursor.
   */
  readPosition<S extends z.ZodType>(cursor: string | undefined, schema: S): z.output<S> | undefined;
};

export type ApiReadVisit = ApiVisit & { readonly calls: ReadCalls };
export type ApiWriteVisit = ApiVisit & { readonly calls: Calls };

/** The parts of a request, each parsed by the route's schema for it. */
export type ApiInput = {
  params: Record<string, unknown>;
  query: Record<string, unknown>;
  body: Record<string, unknown>;
};

export type ApiDescription = {
  /** What it does, in a few words, for the description of `/v1`. */
  summary: string;
  /** More about it, in sentences. */
  description?: string;
  /** A name for generated clients, when the one made of method and path reads badly. */
  operationId?: string;
  /** What a personal access token must have; without it only a signed-in person's token will do. */
  scope?: Scope | 'any';
  /** Answers carry an `ETag`, and `If-Match` is heeded. */
  versioned?: boolean;
  /** `data` is a list, and beside it stands `page`. */
  paged?: boolean;
  /** It may answer 302 with an address elsewhere, or 409 while there is none. */
  redirects?: boolean;
};

/** An address of `/v1` under one method. Only bearer tokens open it, never a cookie. */
export type ApiRoute = ApiDescription & {
  door: 'api';
  who: 'bearer';
  method: ApiMethod;
  path: string;
  params: z.ZodType<Record<string, unknown>>;
  query: z.ZodType<Record<string, unknown>>;
  body: z.ZodType<Record<string, unknown>> | undefined;
  /** Of what stands in `data`. */
  output: z.ZodType | undefined;
  /** It answers 201 and heeds `Idempotency-Key`. */
  creates: boolean;
  maxBodyBytes: number;
  answer(visit: ApiWriteVisit, input: ApiInput): Promise<ApiAnswer>;
};

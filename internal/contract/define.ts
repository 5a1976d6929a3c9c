import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import type { Scope } from './scopes.ts';

/** Who may call an operation: a process of the mesh, or any registered automation. */
export type Caller = 'web' | 'relay' | 'automation';

/**
 * Operations of one bulkhead share a bounded number of database connections, so that a flood of one
 * kind never starves another. `none` speaks to no database.
 */
export type Bulkhead = 'messages' | 'logins' | 'reads' | 'writes' | 'none';

export type Operation = {
  readonly callers: readonly Caller[];
  readonly bulkhead: Bulkhead;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  /** Codes a caller must expect besides `invalid`, `unavailable` and `internal`. */
  readonly errors: readonly ErrorCode[];
  /**
   * What a login that is limited to scopes must have; without this it may not do it at all, and
   * `any` asks for none.
   */
  readonly scope?: Scope | 'any';
};

/** Something that happened, past tense. The key is the last token of its subject. */
export type Event<Payload extends z.ZodType = z.ZodType> = { readonly payload: Payload };

export type Feature = {
  readonly name: string;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly events: Readonly<Record<string, Event>>;
};

export function operation<const O extends Operation>(definition: O): O {
  return definition;
}

export function event<Payload extends z.ZodType>(payload: Payload): Event<Payload> {
  return { payload };
}

export function feature<const F extends Feature>(definition: F): F {
  return definition;
}

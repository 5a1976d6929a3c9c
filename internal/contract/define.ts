import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import type { Scope } from './scopes.ts';

/** The processes of the mesh that call operations. */
export const meshCallers = ['web', 'relay', 'files', 'courier'] as const;
export type MeshCaller = (typeof meshCallers)[number];

/** Who may call an operation: a process of the mesh, or any registered automation. */
export type Caller = MeshCaller | 'automation';

/** The processes that answer operations, each its own. */
export const servers = ['dbmgr', 'files'] as const;
export type Server = (typeof servers)[number];

export function isMeshCaller(user: string): user is MeshCaller {
  return (meshCallers as readonly string[]).includes(user);
}

/**
 * Operations of one bulkhead share a bounded number of database connections, so that a flood of one
 * kind never starves another. `none` speaks to no database.
 */
export type Bulkhead = 'messages' | 'logins' | 'reads' | 'writes' | 'automations' | 'none';

export type Operation = {
  readonly callers: readonly Caller[];
  /** Who answers it; dbmgr where it is not said. */
  readonly server?: Server;
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

export function serverOf({ server }: Operation): Server {
  return server ?? 'dbmgr';
}

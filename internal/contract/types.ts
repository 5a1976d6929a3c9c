import type { z } from 'zod';
import type { Caller, Server } from './define.ts';
import type { FeatureName, Features } from './features.ts';

export type OperationsOf<F extends FeatureName> = Features[F]['operations'];
export type OperationName<F extends FeatureName> = keyof OperationsOf<F> & string;
export type EventsOf<F extends FeatureName> = Features[F]['events'];

/** What a handler gets (parsed) and what a caller may write (before defaults). */
export type InputOf<O> = O extends { input: infer I extends z.ZodType } ? z.output<I> : never;
export type RequestOf<O> = O extends { input: infer I extends z.ZodType } ? z.input<I> : never;
export type OutputOf<O> = O extends { output: infer R extends z.ZodType } ? z.output<R> : never;

type CallableBy<C extends Caller, O> = O extends { callers: readonly (infer Callers)[] }
  ? C extends Callers
    ? true
    : false
  : false;

/** Who acts and on whose behalf; travels in headers beside the input. */
export type CallContext = {
  /** The id of the acting login; without it nobody acts. */
  login?: string;
  /** Runs from the browser to SQL. */
  requestId?: string;
  /** The address of the browser or program at the edge. */
  address?: string;
  /**
   * Hash of what the client calls this wish (`Idempotency-Key`): it is fulfilled once and answered
   * the same again. SHA-256, hex.
   */
  idempotency?: string;
  timeoutMs?: number;
};

/** `call.<feature>.<operation>(input, context)` with exactly the operations this caller may use. */
export type Client<C extends Caller> = {
  [F in FeatureName]: {
    [O in keyof OperationsOf<F> as CallableBy<C, OperationsOf<F>[O]> extends false ? never : O]: (
      input: RequestOf<OperationsOf<F>[O]>,
      context?: CallContext,
    ) => Promise<OutputOf<OperationsOf<F>[O]>>;
  };
};

type ServerOf<O> = O extends { server: infer S extends Server } ? S : 'dbmgr';

type FeatureHandlers<Context, F extends FeatureName, S extends Server> = {
  [O in keyof OperationsOf<F> as ServerOf<OperationsOf<F>[O]> extends S ? O : never]: (
    context: Context,
    input: InputOf<OperationsOf<F>[O]>,
  ) => Promise<OutputOf<OperationsOf<F>[O]>>;
};

/** A total map of what one process answers: a missing handler does not compile. */
export type Handlers<Context, S extends Server = 'dbmgr'> = {
  [
    F in FeatureName as keyof FeatureHandlers<Context, F, S> extends never ? never : F
  ]: FeatureHandlers<Context, F, S>;
};

import { features, type FeatureName, type Features } from '../../internal/contract/features.ts';
import type { Operation } from '../../internal/contract/define.ts';
import type { Client, OperationsOf } from '../../internal/contract/types.ts';

export type Calls = Client<'web'>;

type Reading = 'reads' | 'none';

/** The operations that change nothing: all that the handler of a GET can reach. */
export type ReadCalls = {
  [F in FeatureName]: {
    [
      O in keyof Calls[F] & keyof OperationsOf<F> as IsReading<F, O> extends true ? O : never
    ]: Calls[F][O];
  };
};

type IsReading<
  F extends FeatureName,
  O extends keyof OperationsOf<F>,
> = Features[F]['operations'][O] extends { bulkhead: infer B }
  ? B extends Reading
    ? true
    : false
  : false;

export function readCalls(calls: Calls): ReadCalls {
  const result: Record<string, Record<string, unknown>> = {};
  for (const feature of Object.values(features)) {
    const operations = feature.operations as Record<string, Operation>;
    const entries = Object.entries(calls[feature.name]).filter(([name]) =>
      ['reads', 'none'].includes(operations[name]?.bulkhead ?? ''),
    );
    result[feature.name] = Object.fromEntries(entries);
  }
  return result as ReadCalls;
}

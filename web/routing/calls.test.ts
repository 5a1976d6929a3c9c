import { expect, test } from 'vitest';
import type { Operation } from '../../internal/contract/define.ts';
import { features } from '../../internal/contract/features.ts';
import { type Calls, type ReadCalls, readCalls } from './calls.ts';

/** A client that has every operation web may call, each answering its own name. */
function everyCall(): Calls {
  const calls = Object.values(features).map((feature) => [
    feature.name,
    Object.fromEntries(Object.keys(feature.operations).map((name) => [name, () => name])),
  ]);
  return Object.fromEntries(calls) as Calls;
}

test('S5: a GET is given no operation that could change anything', () => {
  const reads = readCalls(everyCall()) as unknown as Record<string, Record<string, unknown>>;
  const given = Object.entries(reads).flatMap(([feature, calls]) =>
    Object.keys(calls).map((name) => {
      const operations = features[feature as keyof typeof features].operations;
      return (operations as Record<string, Operation>)[name]?.bulkhead;
    }),
  );
  expect(given.length).toBeGreaterThan(5);
  expect(new Set(given)).toEqual(new Set(['reads', 'none']));
});

test('S5: a handler that reads cannot even name one that writes', () => {
  const reads: ReadCalls = readCalls(everyCall());
  expect(reads.admins.listAdmins).toBeDefined();
  // @ts-expect-error adding somebody is no reading
  expect(reads.admins.addAdmin).toBeUndefined();
  // @ts-expect-error neither is ending a login
  expect(reads.logins.endLogin).toBeUndefined();
});

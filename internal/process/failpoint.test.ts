import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { isTest, readSourceFiles } from '../tidy/source-files.ts';
import { armFailpoints, failpoint, type FailpointName } from './failpoint.ts';

const root = join(import.meta.dirname, '../..');
const own = ['internal/process/failpoint.ts'];

afterEach(() => armFailpoints(undefined));

test('a failpoint that nobody armed does nothing', () => {
  expect(failpoint('relay.beforeBatch')).toBeUndefined();
});

test('an armed one is told its name, and may throw or take its time', async () => {
  const passed: FailpointName[] = [];
  armFailpoints((name) => {
    passed.push(name);
    if (name === 'relay.frame') throw new Error('as asked');
    return Promise.resolve();
  });
  await failpoint('relay.beforeBatch');
  expect(() => void failpoint('relay.frame')).toThrow('as asked');
  expect(passed).toEqual(['relay.beforeBatch', 'relay.frame']);
});

test('ASVS 15.2.3: nothing that is shipped arms failpoints or reads a switch for them', () => {
  const shipped = readSourceFiles(root).filter(
    ({ path }) => /\.(ts|mjs|js)$/.test(path) && !isTest(path) && !own.includes(path),
  );
  expect(shipped.length).toBeGreaterThan(200);
  const arming = shipped.filter(({ text }) => /armFailpoints|arm-failpoints|FAULTS_/.test(text));
  expect(arming.map(({ path }) => path)).toEqual([]);
});

test('every failpoint stands in shipped code once, and every one there has a name here', () => {
  const names = [...readFileSync(join(root, own[0]!), 'utf8').matchAll(/\| '([\w.-]+)'/g)];
  const shipped = readSourceFiles(root).filter(
    ({ path }) => path.endsWith('.ts') && !isTest(path) && !own.includes(path),
  );
  const placed = shipped.flatMap(({ text }) =>
    [...text.matchAll(/failpoint\('([\w.-]+)'\)/g)].map(([, name]) => name),
  );
  expect(new Set(placed)).toEqual(new Set(names.map(([, name]) => name)));
  expect(placed).toHaveLength(names.length);
});

test('a failpoint that nobody armed costs less than a microsecond', () => {
  const times = 1_000_000;
  const began = performance.now();
  for (let time = 0; time < times; time++) void failpoint('relay.beforeFanOut');
  const eachUs = ((performance.now() - began) / times) * 1000;
  expect(eachUs).toBeLessThan(1);
});

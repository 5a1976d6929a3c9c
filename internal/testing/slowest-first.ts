import { statSync } from 'node:fs';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders whose tests take longest, the slowest first. */
const slow = [
  '/test/matrix/',
  '/test/faults/',
  '/test/day/',
  '/test/start/',
  '/test/journeys/',
  '/test/fuzz/',
  '/test/deploy/',
  '/su/',
];

/**
 * Long files start first, so that no worker is left alone with one at the end. The order is the
 * same in every run: it comes from places and sizes, not from what a run before remembered.
 */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => rank(a) - rank(b) || size(b) - size(a));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const place = slow.findIndex((folder) => moduleId.includes(folder));
  return place < 0 ? slow.length : place;
}

function size({ moduleId }: TestSpecification): number {
  return statSync(moduleId).size;
}

import { statSync } from 'node:fs';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders whose tests take longest, the slowest first. */
const slow = [
  '/test/matrix/',
  '/test/faults/',
  '/test/day/',
  '/test/fuzz/',
  '/test/start/',
  '/test/journeys/',
  '/test/deploy/',
  '/su/',
];

/**
 * Long files start first, so that no worker is left alone with one at the end, and short ones stand
 * evenly between them: those mostly wait, while long ones would all want the processors at once.
 * The order is the same in every run: it comes from places and sizes, not from what a run before
 * remembered.
 */
export class MixedOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = files.toSorted((a, b) => rank(a) - rank(b) || size(b) - size(a));
    const long = sorted.filter((file) => rank(file) < slow.length);
    const short = sorted.slice(long.length);
    const between = short.length / Math.max(1, long.length);
    const mixed = long.flatMap((file, place) => [
      file,
      ...short.slice(Math.round(place * between), Math.round((place + 1) * between)),
    ]);
    return long.length > 0 ? mixed : short;
  }
}

function rank({ moduleId }: TestSpecification): number {
  const place = slow.findIndex((folder) => moduleId.includes(folder));
  return place < 0 ? slow.length : place;
}

function size({ moduleId }: TestSpecification): number {
  return statSync(moduleId).size;
}

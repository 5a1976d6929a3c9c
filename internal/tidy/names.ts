import { posix } from 'node:path';
import type { Fault, Project } from './fault.ts';
import { isCode } from './source-files.ts';

const empty = /^(utils?|helpers?|manager|service|base|index|misc)$/;
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|config|d))?$/;

/** Kebab-case files that say what they hold. */
export function findForbiddenNames({ files }: Project): Fault[] {
  return files
    .filter(({ path }) => isCode(path) || path.endsWith('.eta'))
    .flatMap(({ path }) => {
      const fault = (rule: string): Fault[] => [{ file: path, line: 1, rule }];
      const name = posix.basename(path, posix.extname(path));
      const words = [...posix.dirname(path).split('/'), ...name.split(/[-.]/)];
      const found = words.find((word) => empty.test(word));
      if (found) return fault(`"${found}" says nothing; name what it holds`);
      return kebab.test(name) ? [] : fault('file names are kebab-case');
    });
}

import type { Fault, Project } from './fault.ts';
import { isCode, isTest, topFolder } from './source-files.ts';

const maxFileLines = 400;
const maxColumns = 100;
const maxMedianLines = 80;

/** No file over 400 lines, no line of code over 100 columns. Functions are the linter's. */
export function findOversize({ files }: Project): Fault[] {
  return files
    .filter(({ path }) => isCode(path) || /\.(eta|css)$/.test(path))
    .flatMap(({ path, lines }) => [
      ...(lines.length > maxFileLines + 1
        ? [{ file: path, line: lines.length, rule: `longer than ${maxFileLines} lines` }]
        : []),
      ...lines.flatMap((line, number) =>
        isCode(path) && [...line].length > maxColumns
          ? [{ file: path, line: number + 1, rule: `longer than ${maxColumns} columns` }]
          : [],
      ),
    ]);
}

export type FolderSize = { folder: string; files: number; medianLines: number };

/** How long the files of each top folder are, tests apart. */
export function measureFolders({ files }: Project): FolderSize[] {
  const code = files.filter(({ path }) => isCode(path) && !isTest(path));
  const groups = Map.groupBy(code, ({ path }) => topFolder(path) || '.');
  return [...groups].map(([folder, members]) => ({
    folder,
    files: members.length,
    medianLines: median(members.map(({ lines }) => lines.length - 1)),
  }));
}

/** Half of a folder's files are under 80 lines. */
export function findLongFolders(project: Project): Fault[] {
  return measureFolders(project)
    .filter(({ medianLines }) => medianLines >= maxMedianLines)
    .map(({ folder, medianLines }) => ({
      file: folder,
      line: 1,
      rule: `half of its files have ${medianLines} lines or more; the house has under 80`,
    }));
}

function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

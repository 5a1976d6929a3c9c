import type { ImportGraph } from './import-graph.ts';
import type { SourceFile } from './source-files.ts';

/** Something that breaks a rule of the house. */
export type Fault = { file: string; line: number; rule: string };

export type Project = { files: SourceFile[]; graph: ImportGraph };

export type Rule = (project: Project) => Fault[];

/** A fault at each line that `pattern` matches, in the files that `applies` picks. */
export function faultsAtLines(
  files: SourceFile[],
  applies: (path: string) => boolean,
  pattern: RegExp,
  rule: string,
): Fault[] {
  return files
    .filter(({ path }) => applies(path))
    .flatMap(({ path, lines }) =>
      lines.flatMap((line, number) =>
        pattern.test(line) ? [{ file: path, line: number + 1, rule }] : [],
      ),
    );
}

import { findFaults, presentFault, readProject } from '../internal/tidy/find-faults.ts';
import { root, runProgram } from './run-program.ts';

export type CheckResult = { name: string; passed: boolean; output: string; seconds: number };

type Check = { name: string; run: () => Promise<Omit<CheckResult, 'name' | 'seconds'>> };

/** The compiler's own threads would each work out the same types again; checks run side by side. */
const compile = (...args: string[]) => program('typescript/bin/tsc', ['--singleThreaded', ...args]);

const checks: Check[] = [
  { name: 'types', run: () => compile('--noEmit') },
  { name: 'types of the pages', run: () => compile('-p', 'web/static') },
  { name: 'lint', run: () => program('oxlint/bin/oxlint', ['--type-aware', '--quiet']) },
  { name: 'format', run: () => program('oxfmt/bin/oxfmt', ['--list-different']) },
  { name: 'tidy', run: tidy },
];

/** Runs all checks at once and tells each result as it comes. */
export function runChecks(tell: (result: CheckResult) => void): Promise<CheckResult[]> {
  return Promise.all(
    checks.map(async ({ name, run }) => {
      const began = performance.now();
      const result = { name, ...(await run()), seconds: (performance.now() - began) / 1000 };
      tell(result);
      return result;
    }),
  );
}

/** `✓ types (2.1 s)`, or `✗ types (2.1 s)` and what is wrong, indented. */
export function presentCheck({ name, passed, output, seconds }: CheckResult): string {
  const head = `${passed ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)`;
  if (passed) return head;
  return [
    head,
    ...output
      .trim()
      .split('\n')
      .map((line) => `    ${line}`),
  ].join('\n');
}

async function program(file: string, args: string[]) {
  const { code, output } = await runProgram(file, args);
  return { passed: code === 0, output };
}

async function tidy() {
  const faults = findFaults(readProject(root));
  return { passed: faults.length === 0, output: faults.map(presentFault).join('\n') };
}

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { presentCheck, runChecks } from './checks.ts';
import { root } from './run-program.ts';

type Counts = { passed: number; failed: number; skipped: number };

const args = process.argv.slice(2);
const began = performance.now();
const checked = args.length === 0 ? await check() : { passed: 0, failed: 0, skipped: 0 };
const tested = await runVitest(args);
const total = {
  passed: checked.passed + tested.passed,
  failed: checked.failed + tested.failed,
  skipped: checked.skipped + tested.skipped,
};
console.log(`took ${Math.round((performance.now() - began) / 1000)} s`);
console.log(presentCounts(total));
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

/** Each check counts as a test. */
async function check(): Promise<Counts> {
  const results = await runChecks((result) => console.log(presentCheck(result)));
  const passed = results.filter((result) => result.passed).length;
  return { passed, failed: results.length - passed, skipped: 0 };
}

/** Runs the tests that the arguments pick, or all; whatever ends the run early is a failure. */
async function runVitest(filters: string[]): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'natter-results-'));
  const report = join(folder, 'report.json');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const options = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const child = spawn(process.execPath, [vitest, 'run', ...options, ...filters], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  // Ctrl-C reaches vitest too; this process stays until it has put everything away.
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, pass);
  const code = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
  const counts = readCounts(report);
  rmSync(folder, { recursive: true, force: true });
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function readCounts(report: string): Counts {
  try {
    const json = JSON.parse(readFileSync(report, 'utf8')) as Record<string, number> & {
      testResults: { status: string; assertionResults: { status: string }[] }[];
    };
    const brokenFiles = json.testResults.filter(
      ({ status, assertionResults }) =>
        status === 'failed' && assertionResults.every((result) => result.status !== 'failed'),
    ).length;
    return {
      passed: json.numPassedTests ?? 0,
      failed: (json.numFailedTests ?? 0) + brokenFiles,
      skipped: (json.numPendingTests ?? 0) + (json.numTodoTests ?? 0),
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** The closing line that other programs read. */
function presentCounts({ passed, failed, skipped }: Counts): string {
  const line = `${passed} passed, ${failed} failed`;
  return skipped === 0 ? line : `${line}, ${skipped} skipped`;
}

import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');

/**
 * Percent by which the memory of a program in Go grows before it looks for what is garbage
 * (pkg.go.dev/runtime). The compiler and the linter are two, and would do little else.
 */
const seldom = '400';

export type ProgramEnd = { code: number; output: string; seconds: number };

/** Runs a package's program under this Node and gathers what it says. */
export async function runProgram(file: string, args: string[]): Promise<ProgramEnd> {
  const began = performance.now();
  const child = spawn(process.execPath, [join(root, 'node_modules', file), ...args], {
    cwd: root,
    env: { ...process.env, GOGC: seldom },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
  return { code, output, seconds: (performance.now() - began) / 1000 };
}

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { PassThrough } from 'node:stream';
import { runSu } from '../run-su.ts';

export type Finished = { code: number | null; stdout: string; stderr: string };

type Environment = Record<string, string | undefined>;

/** Runs the tool inside this process, with `stdin` piped in. */
export async function su(env: Environment, args: string[], stdin = ''): Promise<Finished> {
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  input.end(stdin);
  const terminal = { input: input as unknown as NodeJS.ReadStream, output, errors };
  const code = await runSu({ args, env, terminal });
  return { code, stdout: String(output.read() ?? ''), stderr: String(errors.read() ?? '') };
}

const script = fileURLToPath(new URL('../../cmd/su.ts', import.meta.url));

/** Runs it as a program of its own; `kill` ends it like `kill -9`. */
export function startSu(env: Environment, args: string[], stdin = '') {
  return startProgram(process.execPath, [script, ...args], env, stdin);
}

/** Runs it at a terminal (util-linux `script`) and types each answer when its question comes. */
export function suAtTerminal(
  env: Environment,
  args: string[],
  answers: [question: string, answer: string][],
): Promise<Finished> {
  const command = [process.execPath, script, ...args].map((word) => `'${word}'`).join(' ');
  const started = startProgram('script', ['-qec', command, '/dev/null'], env);
  let shown = '';
  const left = [...answers];
  started.child.stdout.on('data', (chunk) => {
    shown += chunk;
    const next = left[0];
    if (!next || !shown.includes(next[0])) return;
    shown = shown.slice(shown.indexOf(next[0]) + next[0].length);
    left.shift();
    started.child.stdin.write(next[1]);
  });
  return started.finished;
}

function startProgram(program: string, args: string[], env: Environment, stdin?: string) {
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: 'pipe',
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  child.stdin.on('error', () => undefined);
  if (stdin !== undefined) child.stdin.end(stdin);
  const finished = new Promise<Finished>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, finished, kill: () => child.kill('SIGKILL') };
}

import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { PersonError } from '../../internal/process/person-error.ts';
import { nodeFlags } from './spawn-child.ts';

export type MigrateOptions = {
  script: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  logFile: string;
  signal: AbortSignal;
};

/**
 * Brings the database to this version's schema. Throws a PersonError with the last line that the
 * migration wrote to stderr when it fails.
 */
export async function runMigrate({
  script,
  args,
  env,
  logFile,
  signal,
}: MigrateOptions): Promise<void> {
  const child = spawn(process.execPath, [...nodeFlags, script, ...args], {
    detached: true,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  let stderr = '';
  const log = (chunk: Buffer) => appendFileSync(logFile, chunk, { mode: 0o600 });
  child.stdout.on('data', log);
  child.stderr.on('data', (chunk: Buffer) => {
    log(chunk);
    stderr += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (code === 0) return;
  const sentence = stderr.trim().split('\n').at(-1);
  throw new PersonError(sentence || `the migration failed (exit code ${code}); see ${logFile}`);
}

import { spawn } from 'node:child_process';

export type ToolResult = { code: number | null; stdout: string; stderr: string };

export type ToolOptions = {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Ends the tool when aborted. */
  signal?: AbortSignal;
  /** Called with each line that the tool writes to file descriptor 3. */
  onStatus?: (line: string) => void;
};

/**
 * Runs one of the system's tools to its end, in English, in a process group of its own so that the
 * terminal's Ctrl-C reaches natter alone. Throws when it cannot be started or was aborted.
 */
export function runTool(
  path: string,
  args: string[],
  options: ToolOptions = {},
): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env, LC_ALL: 'C' },
      detached: true,
      signal: options.signal,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    const result: ToolResult = { code: null, stdout: '', stderr: '' };
    child.stdout!.on('data', (chunk: Buffer) => (result.stdout += chunk.toString()));
    child.stderr!.on('data', (chunk: Buffer) => (result.stderr += chunk.toString()));
    let pending = '';
    child.stdio[3]!.on('data', (chunk: Buffer) => {
      const lines = (pending + chunk.toString()).split('\n');
      pending = lines.pop() ?? '';
      for (const line of lines) options.onStatus?.(line);
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ ...result, code }));
  });
}

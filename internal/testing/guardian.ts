import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Waits until its standard input ends, which happens even when the run is killed with SIGKILL. Then
 * it ends the process groups named in `pids/` and removes the folder.
 */
const script = `
trap '' INT TERM HUP
cat > /dev/null
for file in "$1"/pids/*; do
  pid=\${file##*/}
  case $pid in *[!0-9]*) ;; *) kill -9 -- "-$pid" 2>/dev/null || kill -9 "$pid" 2>/dev/null ;; esac
done
rm -rf -- "$1"
`;

/** Makes `folder` and sees that neither it nor a process noted there outlives this process. */
export function guardFolder(folder: string): AsyncDisposable {
  mkdirSync(join(folder, 'pids'), { recursive: true, mode: 0o700 });
  const child = spawn('sh', ['-c', script, 'guardian', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: process.env.PATH },
  });
  child.unref();
  return {
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        child.ref();
        child.once('exit', () => resolve());
        child.stdin.end();
      }),
  };
}

/** Notes a process that must not outlive the run; call the result when it has ended. */
export function notePid(pidsFolder: string, pid: number): () => void {
  const file = join(pidsFolder, String(pid));
  writeFileSync(file, '');
  return () => rmSync(file, { force: true });
}

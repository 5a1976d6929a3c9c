import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const full = '/dev/full';

test.runIf(existsSync(full))('a full disk costs lines of the log, not the process', async () => {
  const program = `
    import { createLog } from ${JSON.stringify(new URL('log.ts', import.meta.url).href)};
    const log = createLog('web');
    for (let line = 0; line < 20_000; line++) log.info({ line }, 'x'.repeat(100));
    await new Promise((resolve) => setTimeout(resolve, 50));
    log.fatal('still there');
    process.stderr.write('goes on');`;
  const script = `exec "$0" --input-type=module --eval "$1" > ${full}`;
  const { stderr } = await run('sh', ['-c', script, process.execPath, program]);
  expect(stderr).toContain('goes on');
});

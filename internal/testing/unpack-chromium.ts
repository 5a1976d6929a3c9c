import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A Chromium that is ready to be started. */
export type Chromium = { path: string; fontsFolder: string };

const run = promisify(execFile);
const unpack = `
  const { default: chromium } = await import('@sparticuz/chromium');
  await chromium.executablePath();
`;
const pollMs = 50;

/**
 * Unpacks the Chromium that comes as a package below `folder`, once for all workers of a run;
 * whoever comes second waits for the first. The package unpacks into the folder for temporary
 * files, so a child with one of its own does it.
 */
export async function unpackChromium(folder: string): Promise<Chromium> {
  const target = join(folder, 'chromium');
  const failure = join(folder, 'chromium-failed');
  const draft = join(folder, 'chromium-draft');
  if (makeFolder(draft)) {
    try {
      const env = { PATH: process.env.PATH, TMPDIR: draft };
      await run(process.execPath, ['--input-type=module', '--eval', unpack], {
        env,
        cwd: import.meta.dirname,
      });
      writeFileSync(join(draft, 'fonts', 'fonts.conf'), fontsConfig(target));
      renameSync(draft, target);
    } catch (error) {
      writeFileSync(failure, String(error));
    }
  }
  while (!existsSync(target)) {
    if (existsSync(failure)) throw new Error('Chromium could not be unpacked');
    await sleep(pollMs);
  }
  return { path: join(target, 'chromium'), fontsFolder: join(target, 'fonts') };
}

/** What comes with the package looks for its fonts in `/tmp`; without any, Chromium aborts. */
function fontsConfig(folder: string): string {
  const [fonts, cache] = [join(folder, 'fonts', 'fonts'), join(folder, 'fonts-cache')];
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${fonts}</dir><cachedir>${cache}</cachedir></fontconfig>
`;
}

/** False when it is there already. */
function makeFolder(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch {
    return false;
  }
}

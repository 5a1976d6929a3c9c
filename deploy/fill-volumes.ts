import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureCredentials } from '../internal/home/credentials.ts';
import { openHome } from '../internal/home/open-home.ts';
import { PersonError } from '../internal/process/person-error.ts';
import { volumesOf } from './volumes.ts';

/**
 * Makes the secrets that are missing in `<root>/setup` and hands each service its own in a folder
 * of its name below `root`, mode 0600. Running it again changes nothing but what a newer version or
 * a registered automation adds. Throws a PersonError when a folder cannot be written.
 */
export function fillVolumes(root: string): void {
  const credentials = ensureCredentials(openHome(join(root, 'setup')));
  for (const [volume, files] of Object.entries(volumesOf(credentials))) {
    const folder = join(root, volume);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      for (const [name, text] of Object.entries(files)) writePrivate(join(folder, name), text);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      throw new PersonError(
        `${folder} cannot be written (${code}, owner ${ownerOf(folder)}); ` +
          'give it to user 1000, or remove that volume and let setup make it.',
      );
    }
  }
}

/** Whole or not at all: a service that reads meanwhile finds the old text or the new one. */
function writePrivate(path: string, text: string): void {
  const fresh = `${path}.${randomUUID()}`;
  writeFileSync(fresh, text, { mode: 0o600, flag: 'wx' });
  renameSync(fresh, path);
}

function ownerOf(folder: string): string {
  return String(statSync(folder, { throwIfNoEntry: false })?.uid ?? 'unknown');
}

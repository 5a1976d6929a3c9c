import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { AppError } from '../contract/errors.ts';

/**
 * A file with secrets. Throws `invalid`, naming the setting, when it cannot be read or when people
 * other than its owner may read it. Files that a container runtime mounts (`/run/secrets/`) are its
 * own matter.
 */
export function readPrivateFile(setting: string, path: string): string {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    throw new AppError('invalid', `${setting} names a file that cannot be read.`);
  }
  try {
    const openToOthers = (fstatSync(descriptor).mode & 0o077) !== 0;
    if (openToOthers && !path.startsWith('/run/secrets/')) {
      const advice = 'others may read it; make it private with chmod 600';
      throw new AppError('invalid', `${setting} names a file that is not safe: ${advice}.`);
    }
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

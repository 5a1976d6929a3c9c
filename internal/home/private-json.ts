import { randomUUID } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, openSync, readFileSync } from 'node:fs';
import { renameSync, rmSync, writeSync } from 'node:fs';
import { PersonError } from '../process/person-error.ts';

/** Writes a JSON file that only its owner may read, whole or not at all (by rename). */
export function writePrivateJson(path: string, value: unknown): void {
  const fresh = `${path}.${randomUUID()}`;
  const file = openSync(fresh, 'wx', 0o600);
  try {
    writeSync(file, `${JSON.stringify(value, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

/**
 * Reads a JSON file; undefined when there is none. Throws a PersonError when others may read it or
 * when it is damaged.
 */
export function readPrivateJson(path: string): unknown {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new PersonError(`${path} cannot be read; make it readable for this user (chmod 600).`);
  }
  try {
    if ((fstatSync(file).mode & 0o077) !== 0) {
      throw new PersonError(`${path} can be read by others; make it private with chmod 600.`);
    }
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof PersonError) throw error;
    throw new PersonError(`${path} is damaged; restore it from a backup or move it away.`);
  } finally {
    closeSync(file);
  }
}

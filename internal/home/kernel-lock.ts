import { DatabaseSync } from 'node:sqlite';

/** A lock that ends when it is disposed, or with its process, however that ends. */
export type KernelLock = Disposable;

const sqliteBusy = 5;

/**
 * Takes the lock that the file stands for, or returns undefined when another process, or another
 * part of this one, has it. It is the kernel's record lock that SQLite takes for an exclusive
 * transaction; nothing is ever written to the file. See docs/decisions/kernel-lock.md.
 */
export function tryKernelLock(path: string): KernelLock | undefined {
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === sqliteBusy) return undefined;
    throw error;
  }
  return { [Symbol.dispose]: () => database.close() };
}

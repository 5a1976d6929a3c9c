import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { guardFolder } from '../../../../internal/testing/guardian.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../../..');
const mostBytes = 512 * 1024 * 1024;

/** The files of the version before, beside the packages of this one. */
export type PreviousTree = AsyncDisposable & { folder: string; revision: string };

/**
 * Unpacks the version before this one: `FAULTS_PREVIOUS` (whatever git calls a revision), else the
 * last tag before this commit, else the last commit with another contract between the processes.
 * Throws, with what to do, where git's history does not reach as far.
 */
export async function unpackPrevious(): Promise<PreviousTree> {
  const revision = await findPrevious();
  const folder = mkdtempSync(join(tmpdir(), 'natter-previous-'));
  const guard = guardFolder(folder);
  const archive = join(folder, 'tree.tar');
  await git('archive', '--format=tar', `--output=${archive}`, revision);
  await run('tar', ['-xf', archive, '-C', folder]);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return { folder, revision, [Symbol.asyncDispose]: () => guard[Symbol.asyncDispose]() };
}

async function findPrevious(): Promise<string> {
  const wanted = process.env.FAULTS_PREVIOUS;
  const named = wanted ?? (await lastTag()) ?? (await lastOtherContract());
  const revision = named && (await git('rev-parse', '--verify', '--quiet', `${named}^{commit}`));
  if (revision) return revision;
  throw new Error(
    `there is no version before this one here${wanted ? ` that is called ${wanted}` : ''}: ` +
      'run it in a clone with its whole history (git fetch --unshallow --tags), or name a ' +
      'revision that is there (FAULTS_PREVIOUS=main)',
  );
}

async function lastTag(): Promise<string | undefined> {
  return (await git('describe', '--tags', '--abbrev=0', 'HEAD^')) || undefined;
}

async function lastOtherContract(): Promise<string | undefined> {
  const changes = ['log', '--first-parent', '--max-count=1', '--format=%H'];
  const changed = await git(...changes, '--', 'internal/contract');
  return changed ? `${changed}^1` : undefined;
}

/** What git says, without the end of the line; nothing when it refuses. */
async function git(...args: string[]): Promise<string> {
  if (!existsSync(join(root, '.git'))) return '';
  const options = { cwd: root, maxBuffer: mostBytes };
  return run('git', args, options).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  );
}

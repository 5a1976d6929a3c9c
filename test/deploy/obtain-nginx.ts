import { randomUUID } from 'node:crypto';
import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { privateApt } from '../../internal/servers/apt.ts';
import type { ServerBinary } from '../../internal/servers/binaries.ts';
import { silent } from '../../internal/servers/progress.ts';
import { runTool } from '../../internal/servers/run-tool.ts';

/**
 * The distribution's nginx: the machine's own, else one unpacked in `folder`, else fetched into it
 * without root as the mesh fetches its servers.
 */
export async function obtainNginx(
  folder: string,
): Promise<Pick<ServerBinary, 'path' | 'sharedObjects'>> {
  const installed = '/usr/sbin/nginx';
  const unpacked = join(folder, 'nginx');
  const fetched = join(unpacked, installed);
  if (await exists(installed)) return { path: installed, sharedObjects: '' };
  if (!(await exists(fetched))) await fetchNginx(folder, unpacked);
  return { path: fetched, sharedObjects: '' };
}

async function fetchNginx(folder: string, unpacked: string): Promise<void> {
  const work = join(folder, `.nginx-${randomUUID()}`);
  await mkdir(work, { recursive: true });
  try {
    const apt = await privateApt(join(work, 'apt'), silent);
    await apt.update();
    const debs = join(work, 'debs');
    const result = await apt.download(['nginx'], debs);
    if (result.code !== 0) throw new Error(`nginx cannot be fetched: ${result.stderr}`);
    const tree = join(work, 'tree');
    const [deb = ''] = await readdir(debs);
    await runTool('dpkg-deb', ['-x', join(debs, deb), tree]);
    // Another run may have been faster; its nginx is as good.
    await rename(tree, unpacked).catch(() => undefined);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

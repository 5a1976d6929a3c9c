import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Sample } from '../clients/history.ts';
import type { Mesh } from './mesh.ts';

const kibibyte = 1024;

/** What every process uses now, from /proc (proc(5)); those that are down are left out. */
export function sampleMesh(mesh: Mesh): Sample[] {
  return mesh.processes().flatMap(({ name, pid, isUp }) => {
    if (!isUp) return [];
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      const rssKib = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
      const fds = readdirSync(`/proc/${pid}/fd`);
      const sockets = fds.filter((fd) => isSocket(`/proc/${pid}/fd/${fd}`)).length;
      const atMs = performance.now();
      return [{ process: name, pid, rssBytes: rssKib * kibibyte, fds: fds.length, sockets, atMs }];
    } catch {
      // It died a moment ago.
      return [];
    }
  });
}

function isSocket(path: string): boolean {
  try {
    return readlinkSync(path).startsWith('socket:');
  } catch {
    return false;
  }
}

import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts in hundredths of a second on every Linux that Node runs on (USER_HZ). */
const tickUs = 10_000;

/** CPU that a process has used, and children of its that ended; 0 when there is no such process. */
export function cpuUsOf(pid: number): number {
  const stat = readProc(pid, 'stat');
  return stat === '' ? 0 : readTicks(stat) * tickUs;
}

/** The same without its children: what one that was killed used is not its parent's. */
export function ownCpuUsOf(pid: number): number {
  const stat = readProc(pid, 'stat');
  return stat === '' ? 0 : readTicks(stat, 2) * tickUs;
}

/**
 * utime + stime + cutime + cstime of proc(5), or the first `count` of them; the name before may
 * hold spaces and brackets.
 */
export function readTicks(stat: string, count = 4): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return [11, 12, 13, 14].slice(0, count).reduce((sum, place) => sum + Number(fields[place]), 0);
}

/** Resident memory; 0 when there is no such process. */
export function residentBytesOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readProc(pid, 'status'))?.[1] ?? 0) * 1024;
}

/** The processes that this one started and that run. */
export function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => Number(/^PPid:\s+(\d+)/m.exec(readProc(pid, 'status'))?.[1]) === parent);
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

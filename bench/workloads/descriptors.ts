import { readFileSync } from 'node:fs';

/**
 * Throws when processes started from here may not open so many files and sockets (Node raises its
 * own soft limit to the hard one).
 */
export function requireDescriptors(count: number): void {
  const limits = readFileSync('/proc/self/limits', 'utf8');
  const hard = /^Max open files\s+\S+\s+(\S+)/m.exec(limits)?.[1] ?? 'unlimited';
  if (hard === 'unlimited' || Number(hard) >= count) return;
  throw new Error(`a process may open ${hard} files here and needs ${count}: raise \`ulimit -n\``);
}

import type { Mesh } from './mesh.ts';

const linesOfEach = 4;
const maxLineLength = 240;

/** What the processes of a mesh last complained of, for a person who wonders why a run failed. */
export function presentTroubles(mesh: Mesh): string {
  const parts = mesh.processes().map(({ name, pid, isUp, restarts, log }) => {
    const state = `${name} (${isUp ? 'up' : 'down'}, pid ${pid}, started again ${restarts} times)`;
    const complaints = log()
      .split('\n')
      .filter((line) => /"level":"(warn|error|fatal)"|\[(ERR|WRN|FTL|ERROR|Warning)\]/.test(line))
      .slice(-linesOfEach)
      .map((line) => `\n      ${shorten(line)}`);
    return `    ${state}${complaints.join('')}`;
  });
  return `  the processes last said:\n${parts.join('\n')}`;
}

/** A line of the log without what is the same in all. */
function shorten(line: string): string {
  const short = line.replace(/"(level|pid|hostname|name|stack)":("(\\.|[^"])*"|\d+),?/g, '');
  return short.slice(0, maxLineLength);
}

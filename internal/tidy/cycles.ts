import type { Fault, Project } from './fault.ts';
import { findCycles } from './import-graph.ts';

/** The file graph has no cycles, types included. */
export function findImportCycles({ graph }: Project): Fault[] {
  return findCycles(graph).map((group) => {
    const first = group[0]!;
    const line = graph.of(first).find(({ to }) => group.includes(to))?.line ?? 1;
    return { file: first, line, rule: `imports in a circle: ${group.join(' → ')} → ${first}` };
  });
}

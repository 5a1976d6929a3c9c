import { cpuUsOf, residentBytesOf } from './process-cost.ts';

export type ServerCost = {
  cpuUs: number;
  cpuUsByRole: Record<string, number>;
  residentBytes: number;
  elapsedMs: number;
};

export type Meter = { stop: () => ServerCost };

/** Measures what these processes use from now on; memory is that of the moment it is stopped. */
export function startMeter(pidsByRole: Record<string, number[]>): Meter {
  const roles = Object.entries(pidsByRole);
  const read = () => roles.map(([, pids]) => sum(pids.map(cpuUsOf)));
  const beganMs = performance.now();
  const before = read();
  return {
    stop: () => {
      const used = read().map((cpuUs, place) => cpuUs - before[place]!);
      return {
        cpuUs: sum(used),
        cpuUsByRole: Object.fromEntries(roles.map(([role], place) => [role, used[place]!])),
        residentBytes: sum(roles.flatMap(([, pids]) => pids.map(residentBytesOf))),
        elapsedMs: performance.now() - beganMs,
      };
    },
  };
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

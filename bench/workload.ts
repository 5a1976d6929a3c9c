import type { Mesh, RunningSystem, SystemName } from './system.ts';

/** What one measuring saw. Times are milliseconds, memory is bytes, CPU is microseconds. */
export type Sample = {
  /** Units a second; `unit` says of what, in the plural: `deliveries`, `acked`, `pages`. */
  throughput: number;
  unit: string;
  p50Ms: number;
  p99Ms: number;
  /** Server CPU a unit, summed over every process on the server's side. */
  cpuUs: number;
  /** The same by role: `relay`, `nats`, … */
  cpuUsByRole: Record<string, number>;
  /** CPU a unit of the load generator itself. */
  generatorUs: number;
  /** Resident memory of every process on the server's side. */
  residentBytes: number;
  /** What was to arrive and did not, arrived twice, or out of order. */
  lost: number;
  doubled: number;
  disordered: number;
  /** What else a target judges or a person wants to see: `residentBytesAConnection`, … */
  extra?: Record<string, number>;
};

/** A system with its people at their sockets and its rows in place; measured once a round. */
export type Stand = AsyncDisposable & {
  /** `round` counts from 1; `seconds` is how long to load it. */
  measure: (round: number, seconds: number) => Promise<Sample>;
};

/** One line of a workload's table: a system under this load. */
export type Lane = {
  /** As the table shows it; `system` unless a workload has several lanes of one system. */
  name: string;
  system: SystemName;
  /** Called once before the first round; every lane stays open until the last is measured. */
  open: (system: RunningSystem, mesh: Mesh) => Promise<Stand>;
};

/** A number of a `Sample`, or of its `extra`. */
export type Figure = 'throughput' | 'p50Ms' | 'p99Ms' | 'cpuUs' | 'residentBytes' | (string & {});

/** One lane's figure divided by another's must reach `least` or stay within `most`. */
export type Target = {
  figure: Figure;
  lane: string;
  peer: string;
  least?: number;
  most?: number;
  /** Better than what must be reached; shown, never judged. */
  aim?: number;
};

/**
 * One workload. Its lanes are measured in turn, every second round backwards (A B B A), so that
 * two neighbouring samples of a lane are its A/A pair. Whatever a lane of natter itself loses,
 * doubles or disorders misses the target, whatever the ratios say.
 */
export type Workload = {
  name: string;
  /** One line for `--list`. */
  what: string;
  rounds: number;
  seconds: number;
  /** Settings of natter that it raises beside the per-address limits; printed. */
  settings?: Record<string, string>;
  lanes: Lane[];
  targets: Target[];
};

import type { RunFile } from '../internal/home/run-file.ts';

export type SystemName =
  | 'natter'
  | 'socket-io'
  | 'socket-io-insert'
  | 'socket-io-recovery'
  | 'raw-ws'
  | 'plain-sql'
  | 'express-eta';

/** How many of each process natter is to run with. */
export type Mesh = { relays: number; dbmgrs: number };

export type StartOptions = {
  /** A private folder that exists already and is removed afterwards. */
  folder: string;
  mesh: Mesh;
  /** Settings of natter that this workload raises beside the per-address limits. */
  settings: Record<string, string>;
  /** Where natter's processes write CPU profiles when they end. */
  profiles?: string;
  /** Systems of this workload that run already, in the order of its lanes. */
  running: ReadonlyMap<SystemName, RunningSystem>;
  say: (line: string) => void;
};

/** Something that can be put under load, in processes of its own. */
export type System = {
  name: SystemName;
  what: string;
  start: (options: StartOptions) => Promise<RunningSystem>;
};

export type RunningSystem = AsyncDisposable & {
  name: SystemName;
  /** Where sockets are opened, `ws://…`; for pages, `http://…`. */
  url: string;
  /** Every process on the server's side that runs now, by role. */
  pids: () => Record<string, number[]>;
  /** Program → version. */
  versions: Record<string, string>;
  /** What was set apart from how it is shipped; printed. */
  settings: string[];
  /** What natter's own run.json says now; natter alone has it. */
  run?: () => RunFile;
};

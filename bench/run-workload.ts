import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Breach,
  findBreaches,
  judgeTarget,
  type LaneResult,
  summarise,
  type Summary,
  type TargetResult,
} from './measure/judge.ts';
import type { Mesh, RunningSystem, SystemName } from './system.ts';
import { systems } from './systems/all.ts';
import type { Sample, Stand, Workload } from './workload.ts';

export type RunOptions = {
  /** Where each system gets a folder of its own. */
  folder: string;
  mesh: Mesh;
  /** Instead of the workload's own. */
  rounds?: number;
  profiles?: string;
  say: (line: string) => void;
  signal: AbortSignal;
};

export type WorkloadResult = {
  name: string;
  what: string;
  rounds: number;
  secondsARound: number;
  /** System → what was set apart from how it is shipped. */
  settings: Record<string, string[]>;
  versions: Record<string, string>;
  lanes: (LaneResult & { summary: Summary })[];
  targets: TargetResult[];
  breaches: Breach[];
  passed: boolean;
};

/** Starts its systems, opens its lanes and measures them in turn, every second round backwards. */
export async function runWorkload(
  workload: Workload,
  options: RunOptions,
): Promise<WorkloadResult> {
  const { say, signal, mesh } = options;
  const rounds = options.rounds ?? workload.rounds;
  await using opened = new AsyncDisposableStack();
  const running = await startSystems(workload, options, opened);
  const stands: Stand[] = [];
  for (const lane of workload.lanes) {
    say(`${workload.name}: opening ${lane.name}`);
    stands.push(opened.use(await lane.open(running.get(lane.system)!, mesh)));
    signal.throwIfAborted();
  }
  const samples: Sample[][] = workload.lanes.map(() => []);
  for (let round = 1; round <= rounds; round++) {
    const order = [...stands.keys()];
    for (const place of round % 2 === 1 ? order : order.toReversed()) {
      const { name } = workload.lanes[place]!;
      const sample = await unlessAborted(stands[place]!.measure(round, workload.seconds), signal);
      samples[place]!.push(sample);
      say(`${workload.name} ${round}/${rounds}: ${name} ${presentBriefly(sample)}`);
    }
  }
  const lanes = workload.lanes.map(({ name, system }, place) => ({
    name,
    system,
    samples: samples[place]!,
  }));
  return judge(workload, rounds, lanes, running);
}

async function startSystems(
  workload: Workload,
  options: RunOptions,
  opened: AsyncDisposableStack,
): Promise<Map<SystemName, RunningSystem>> {
  const { say, signal, mesh, profiles } = options;
  const running = new Map<SystemName, RunningSystem>();
  for (const name of new Set(workload.lanes.map((lane) => lane.system))) {
    const system = systems.find((one) => one.name === name)!;
    const folder = join(options.folder, workload.name, name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    say(`${workload.name}: starting ${name}`);
    const settings = workload.settings ?? {};
    const start = system.start({ folder, mesh, settings, profiles, running, say });
    running.set(name, opened.use(await start));
    signal.throwIfAborted();
  }
  return running;
}

function judge(
  workload: Workload,
  rounds: number,
  lanes: LaneResult[],
  running: Map<SystemName, RunningSystem>,
): WorkloadResult {
  const targets = workload.targets.map((target) => judgeTarget(target, lanes));
  const breaches = findBreaches(workload, lanes);
  const all = [...running.values()];
  const apart = all.filter(({ settings }) => settings.length > 0);
  return {
    name: workload.name,
    what: workload.what,
    rounds,
    secondsARound: workload.seconds,
    settings: Object.fromEntries(apart.map(({ name, settings }) => [name, settings])),
    versions: Object.assign({}, ...all.map(({ versions }) => versions)) as Record<string, string>,
    lanes: lanes.map((lane) => ({ ...lane, summary: summarise(lane.samples) })),
    targets,
    breaches,
    passed: breaches.length === 0 && targets.every(({ reached }) => reached),
  };
}

/** Rejects as soon as the signal says so; what was under way ends when its stand is disposed. */
async function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  work.catch(() => {});
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function presentBriefly({ throughput, unit, cpuUs, lost }: Sample): string {
  const loss = lost > 0 ? `, ${lost} lost` : '';
  return `${Math.round(throughput)} ${unit}/s, ${cpuUs.toFixed(2)} µs CPU each${loss}`;
}

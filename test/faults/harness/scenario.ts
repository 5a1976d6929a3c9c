import { checkHistory, presentViolations } from './checker/check-history.ts';
import type { Bounds } from './checker/bounds.ts';
import { readFinally, upToNow } from './checker/final-read.ts';
import type { Violation } from './checker/violation.ts';
import { createHistory, type History } from './clients/history.ts';
import { openRoom, type Room, type RoomOptions } from './clients/room.ts';
import { converge, type ConvergeOptions } from './converge.ts';
import type { MeshOptions } from './mesh/mesh-options.ts';
import { type Mesh, startMesh } from './mesh/mesh.ts';
import { sampleMesh } from './mesh/sample.ts';
import { presentTroubles } from './mesh/troubles.ts';
import { createRandom, type Random } from './random.ts';

/** What a scenario has in its hands. */
export type FaultStage = {
  seed: number;
  random: Random;
  history: History;
  /** The factor by which limits of time are wider where other tests run beside. */
  patience: number;
  /** One at a time; it ends with the scenario. */
  startMesh: (options?: MeshOptions) => Promise<Mesh>;
  openRoom: (mesh: Mesh, options?: RoomOptions) => Promise<Room>;
  /** Something to dispose with the scenario. */
  use: <T extends AsyncDisposable | Disposable>(resource: T) => T;
  /** Writes down what is being done to the mesh, for the report. */
  note: (what: string) => void;
  /** A figure for the report: `figure('recovery of the relay', 812, 'ms')`. */
  figure: (name: string, value: number, unit: string) => void;
  /**
   * Waits until all that was written is settled and stands on every member's screen, and writes
   * down how long that took from now or from `sinceMs` (I10). Does not throw when it is too late.
   * The limit is the document's figure, for a machine that does nothing else: within `npm test`
   * three times as much is allowed.
   */
  converge: (rooms: readonly Room[], options: ConvergeOptions) => Promise<number | null>;
  /** Reads the rooms finally and judges the whole run. */
  check: (mesh: Mesh, rooms: readonly Room[], bounds?: Bounds) => Promise<Violation[]>;
  /** The same; throws a report when a promise was broken. */
  prove: (mesh: Mesh, rooms: readonly Room[], bounds?: Bounds) => Promise<void>;
};

export type Scenario = {
  /** `X1`, as the document of faults names it. */
  id: string;
  /** What must hold, in the words of the domain; a test is named by it. */
  title: string;
  /** Runs in `npm test` too: a few seconds. */
  isShort: boolean;
  /** Namespaces, mounts and the like: skipped by name where they cannot be had. */
  needsRoot?: boolean;
  /** Of its test; 60 s when not given. */
  limitMs?: number;
  run: (stage: FaultStage) => Promise<void>;
};

export function scenario(one: Scenario): Scenario {
  return one;
}

export type Figure = { name: string; value: number; unit: string };
export type Outcome = { figures: Figure[]; notes: string[]; acked: number };

const sampleEveryMs = 500;

/** How much longer things may take where other tests run beside: a factor. */
export type Patience = { patience?: number };

/** Runs a scenario to its end. Throws what it throws; whatever it started is gone then. */
export async function runScenario(
  one: Scenario,
  seed: number,
  { patience = 1 }: Patience = {},
): Promise<Outcome> {
  await using owned = new AsyncDisposableStack();
  const history = createHistory();
  const figures: Figure[] = [];
  const began = performance.now();
  const note = (what: string) => {
    history.faults.push({ what, atMs: performance.now() - began });
  };
  const check: FaultStage['check'] = async (mesh, rooms, bounds) => {
    await mesh.ready();
    const seen = upToNow(history);
    const reads = await readFinally(
      mesh,
      rooms.map(({ channelId }) => channelId),
    );
    return checkHistory(seen, reads, bounds);
  };
  const meshes: Mesh[] = [];
  const stage: FaultStage = {
    seed,
    random: createRandom(seed).fork(one.id),
    history,
    use: (resource) => owned.use(resource),
    async startMesh(options) {
      const mesh = owned.use(await startMesh(options));
      meshes.push(mesh);
      const timer = setInterval(() => history.samples.push(...sampleMesh(mesh)), sampleEveryMs);
      owned.defer(() => clearInterval(timer));
      return mesh;
    },
    openRoom: async (mesh, options) => owned.use(await openRoom(mesh, history, options)),
    note,
    figure: (name, value, unit) => void figures.push({ name, value, unit }),
    patience,
    converge: (rooms, { limitMs, ...options }) =>
      converge(history.recoveries, rooms, { ...options, limitMs: limitMs * patience }),
    check,
    async prove(mesh, rooms, bounds) {
      const violations = await check(mesh, rooms, bounds);
      if (violations.length === 0) return;
      throw new Error(presentViolations(violations));
    },
  };
  await one.run(stage).catch((cause: unknown) => {
    const done = history.faults.map(({ what, atMs }) => `    ${Math.round(atMs)} ms: ${what}`);
    const why = cause instanceof Error ? cause.message : String(cause);
    const parts = [`${one.id} (seed ${seed}):`, why, '  what was done:', ...done];
    throw new Error([...parts, ...meshes.map(presentTroubles)].join('\n'), { cause });
  });
  const acked = history.clients.reduce((sum, { acks }) => sum + acks.length, 0);
  return { figures, notes: history.faults.map(({ what }) => what), acked };
}

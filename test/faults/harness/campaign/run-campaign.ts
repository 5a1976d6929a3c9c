import { checkHistory } from '../checker/check-history.ts';
import { readFinally, upToNow } from '../checker/final-read.ts';
import type { Violation } from '../checker/violation.ts';
import { converge } from '../converge.ts';
import { type Mesh, startMesh } from '../mesh/mesh.ts';
import { sampleMesh } from '../mesh/sample.ts';
import { presentTroubles } from '../mesh/troubles.ts';
import { createRandom } from '../random.ts';
import { type CycleResult, runCycle } from './cycle.ts';
import type { Evidence } from './evidence.ts';
import { Judge } from './judge.ts';
import { type Load, openLoad, type LoadOptions } from './load.ts';
import { chooseDeed } from './victims.ts';

export type CampaignOptions = {
  seed: number;
  cycles: number;
  evidence: Evidence;
  load?: LoadOptions;
  onCycle: (result: CycleResult) => void;
  /** Told in words what went wrong beside what a cycle's result says. */
  onTrouble: (what: string) => void;
};

/** New rooms after so many cycles: what one look must read stays small. */
const cyclesOfOneLoad = 25;
const usualLoad: LoadOptions = { rooms: 12, everyMs: 100 };
const endLimitMs = 20_000;
const framesPerSecond = '200';

/**
 * Kills a process of one mesh in each cycle, under load, and waits until all is whole again. Goes
 * on behind what the evidence holds. Gives what the full check after each load found broken.
 */
export async function runCampaign(options: CampaignOptions): Promise<Violation[]> {
  const random = createRandom(options.seed);
  const violations: Violation[] = [];
  let next = options.evidence.results.length;
  await using stack = new AsyncDisposableStack();
  const mesh = stack.use(
    await startMesh({
      bots: ['chat-bot'],
      env: {
        relay: { LIMIT_SOCKET_FRAMES: framesPerSecond },
        web: { LIMIT_CHAT_SESSIONS: '100000' },
      },
    }),
  );
  while (next < options.cycles) {
    const last = Math.min(options.cycles, next + cyclesOfOneLoad);
    using load = await openLoad(mesh, options.load ?? usualLoad);
    const judge = new Judge(mesh, load.rooms);
    for (; next < last; next++) {
      const result = await runCycle(mesh, load, judge, chooseDeed(random, next));
      load.history.samples.push(...sampleMesh(mesh));
      options.evidence.add(result);
      options.onCycle(result);
      if (result.recoveryMs !== null) continue;
      options.onTrouble(`${result.missing.join('\n')}\n${presentTroubles(mesh)}`);
    }
    violations.push(...(await checkLoad(mesh, load)));
  }
  return violations;
}

async function checkLoad(mesh: Mesh, load: Load): Promise<Violation[]> {
  load.quiet();
  await mesh.ready();
  const { history, rooms } = load;
  const what = 'everything before the check';
  await converge(history.recoveries, rooms, { what, limitMs: endLimitMs });
  const seen = upToNow(history);
  const reads = await readFinally(
    mesh,
    rooms.map(({ channelId }) => channelId),
  );
  return checkHistory(seen, reads);
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Recovery } from '../clients/history.ts';
import { converge } from '../converge.ts';
import type { Mesh } from '../mesh/mesh.ts';
import type { Judge } from './judge.ts';
import type { Load } from './load.ts';
import { type Deed, describeDeed, recoveryLimitsMs, type Victim } from './victims.ts';

/** One line of the evidence. */
export type CycleResult = {
  cycle: number;
  victim: Victim;
  /** The failpoint, or `any moment`. */
  at: string;
  acked: number;
  lost: string[];
  doubled: string[];
  gaps: string[];
  /** From its death until all that was written is settled and on every screen; null: never. */
  recoveryMs: number | null;
  /** What everybody waited for in vain. */
  missing: string[];
};

/** An armed failpoint that is not reached in this time is given up for a plain kill. */
const reachMs = 1500;

/** Kills as told, waits until all is whole again and judges what happened meanwhile. */
export async function runCycle(
  mesh: Mesh,
  load: Load,
  judge: Judge,
  deed: Deed,
): Promise<CycleResult> {
  const victim = mesh.process(deed.victim);
  await sleep(deed.waitMs);
  let at = 'any moment';
  if (deed.arming) {
    const { ended } = await victim.arm(deed.arming);
    const reached = await Promise.race([ended.then(() => true), sleep(reachMs, false)]);
    if (reached) at = deed.arming.at;
    else await victim.disarm();
  }
  if (at === 'any moment') await victim.kill();
  const sinceMs = performance.now();
  await victim.ready();
  const limitMs = recoveryLimitsMs[deed.victim];
  const recoveries: Recovery[] = [];
  const what = describeDeed(deed);
  const recoveryMs = await converge(recoveries, load.rooms, { what, limitMs, sinceMs });
  const verdict = await judge.judge();
  return {
    cycle: deed.cycle,
    victim: deed.victim,
    at,
    ...verdict,
    recoveryMs,
    missing: recoveries.flatMap((one) => one.missing ?? []),
  };
}

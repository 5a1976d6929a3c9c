import type { Supervised } from './supervise.ts';

/**
 * In the order in which they end: those that take from people first, then what they rely on. Each
 * is killed when it has not ended so many milliseconds after the whole began; all end within 10 s.
 */
export const stages = {
  web: 5_000,
  relay: 6_000,
  bots: 7_000,
  files: 7_500,
  courier: 7_700,
  dbmgr: 8_000,
  nats: 8_800,
  mysql: 9_700,
} as const;

export type Stage = keyof typeof stages;

/** What runs, by the stage in which it ends. */
export type Running = Record<Stage, Supervised[]>;

export function nothingRunning(): Running {
  return { web: [], relay: [], bots: [], files: [], courier: [], dbmgr: [], nats: [], mysql: [] };
}

/** Ends everything in order. */
export async function drain(running: Running): Promise<void> {
  const begin = performance.now();
  // Whoever signals all processes at once finds none of them started again meanwhile.
  for (const supervised of Object.values(running).flat()) supervised.letEnd();
  for (const [stage, deadlineMs] of Object.entries(stages) as [Stage, number][]) {
    const leftMs = Math.max(200, begin + deadlineMs - performance.now());
    await Promise.all(running[stage].map((supervised) => supervised.stop(leftMs)));
  }
}

/** The process ids of a stage's processes that run now. */
export function pidsOf(running: Running, stage: Stage): number[] {
  return running[stage].flatMap((supervised) => supervised.instance()?.pid ?? []);
}

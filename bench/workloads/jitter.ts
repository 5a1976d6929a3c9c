import type { Findings } from '../load/returning/plan.ts';
import { startReturners } from '../load/returning/returners-process.ts';
import { Histogram } from '../measure/histogram.ts';
import { type ServerCost, startMeter } from '../measure/server-cost.ts';
import type { RunningSystem } from '../system.ts';
import type { Lane, Sample, Stand, Workload } from '../workload.ts';
import { seatPeople } from './chat-load.ts';

const leaving = 500;
const messagesPerS = 20;
const awayMs = 2000;
const everyMs = 15_000;
const textBytes = 100;

/** Phones in tunnels; the two who write stay. Whatever is lost or out of order misses by itself. */
export const jitter: Workload = {
  name: 'jitter',
  what:
    `${leaving} people in one room drop for ${awayMs / 1000} s every ${everyMs / 1000} s while ` +
    `${messagesPerS} messages/s flow; who got what, and how soon after they are back`,
  rounds: 1,
  seconds: 45,
  lanes: [jitterLane('natter'), jitterLane('socket-io-recovery')],
  targets: [{ figure: 'deliveredPercent', lane: 'natter', peer: 'socket-io-recovery', least: 1 }],
};

function jitterLane(system: 'natter' | 'socket-io-recovery'): Lane {
  return { name: system, system, open: openJitter };
}

async function openJitter(system: RunningSystem): Promise<Stand> {
  const people = await seatPeople(system, { rooms: 1, members: leaving + 2 });
  const returners = await startReturners({
    url: system.url,
    protocol: system.name === 'natter' ? 'natter' : 'socket-io',
    members: people,
    // Of two, nobody could say who was first.
    writers: [0],
    textBytes,
  });
  return {
    async measure(_round, seconds) {
      const meter = startMeter(system.pids());
      returners.trickle(messagesPerS);
      const timesMs = await returners.jitter({ awayMs, everyMs }, seconds);
      const findings = await returners.quiet();
      return present(timesMs, meter.stop(), findings);
    },
    [Symbol.asyncDispose]: () => returners[Symbol.asyncDispose](),
  };
}

function present(timesMs: number[], cost: ServerCost, findings: Findings): Sample {
  const { expected, lost, doubled, disordered, generatorUs } = findings;
  const times = new Histogram();
  for (const ms of timesMs) times.record(ms);
  const each = (us: number) => us / expected;
  const byRole = Object.entries(cost.cpuUsByRole).map(([role, us]) => [role, each(us)]);
  return {
    throughput: (expected * 1000) / cost.elapsedMs,
    unit: 'deliveries',
    p50Ms: times.quantileMs(0.5),
    p99Ms: times.quantileMs(0.99),
    cpuUs: each(cost.cpuUs),
    cpuUsByRole: Object.fromEntries(byRole) as Record<string, number>,
    generatorUs: each(generatorUs),
    residentBytes: cost.residentBytes,
    lost,
    doubled,
    disordered,
    extra: { deliveredPercent: (100 * (expected - lost)) / expected, returns: timesMs.length },
  };
}

import { startReturners } from '../load/returning/returners-process.ts';
import { ownCpuUsOf, residentBytesOf } from '../measure/process-cost.ts';
import { Histogram } from '../measure/histogram.ts';
import type { RunningSystem, SystemName } from '../system.ts';
import type { Lane, Sample, Stand, Workload } from '../workload.ts';
import { seatPeople } from './chat-load.ts';

const rooms = 200;
const members = 10;
const messagesPerS = 40;
const textBytes = 100;
const trickleMs = 2000;
const holderRoles = { natter: 'relay', 'socket-io-recovery': 'server' } as const;

/** The process that holds the sockets is killed under them while they talk. */
export const storm: Workload = {
  name: 'storm',
  what:
    `the process that holds ${rooms * members} members of ${rooms} rooms is killed while ` +
    `${messagesPerS} messages/s flow, and started again at once by whoever does that; all come ` +
    'back with the backoff of web/static/client and read up what they missed (straight at the ' +
    'relay, natter)',
  rounds: 2,
  seconds: 0,
  lanes: [stormLane('natter'), stormLane('socket-io-recovery')],
  targets: [
    {
      figure: 'caughtUpMs',
      lane: 'natter',
      peer: 'socket-io-recovery',
      most: 0.5,
      aim: 0.35,
    },
  ],
};

function stormLane(system: keyof typeof holderRoles & SystemName): Lane {
  return {
    name: system,
    system,
    open: (running) => openStorm(running, holderRoles[system]),
  };
}

async function openStorm(system: RunningSystem, holder: string): Promise<Stand> {
  const people = await seatPeople(system, { rooms, members });
  const returners = await startReturners({
    url: system.url,
    protocol: system.name === 'natter' ? 'natter' : 'socket-io',
    members: people,
    writers: Array.from({ length: rooms }, (_, room) => room * members),
    textBytes,
  });
  return {
    async measure() {
      returners.trickle(messagesPerS);
      await new Promise((resolve) => setTimeout(resolve, trickleMs));
      const meter = startStormMeter(system);
      const timesMs = await returners.watch(() => {
        for (const pid of system.pids()[holder]!) process.kill(pid, 'SIGKILL');
      });
      const cost = meter.stop();
      return present(timesMs, cost, await returners.quiet());
    },
    [Symbol.asyncDispose]: () => returners[Symbol.asyncDispose](),
  };
}

type Cost = { cpuUsByRole: Record<string, number>; residentBytes: number };

/** What a process used that did not run at the beginning counts from its own. */
function startStormMeter({ pids }: RunningSystem): { stop: () => Cost } {
  const before = new Map(
    Object.values(pids())
      .flat()
      .map((pid) => [pid, ownCpuUsOf(pid)]),
  );
  return {
    stop: () => {
      const now = Object.entries(pids());
      const used = (pid: number) => ownCpuUsOf(pid) - (before.get(pid) ?? 0);
      return {
        cpuUsByRole: Object.fromEntries(now.map(([role, list]) => [role, sum(list.map(used))])),
        residentBytes: sum(now.flatMap(([, list]) => list.map(residentBytesOf))),
      };
    },
  };
}

type Found = Awaited<ReturnType<Awaited<ReturnType<typeof startReturners>>['quiet']>>;

function present(timesMs: number[], cost: Cost, findings: Found): Sample {
  const times = new Histogram();
  for (const ms of timesMs) times.record(ms);
  const caughtUpMs = Math.max(...timesMs);
  const each = (us: number) => us / timesMs.length;
  const byRole = Object.entries(cost.cpuUsByRole).map(([role, us]) => [role, each(us)]);
  return {
    throughput: (timesMs.length * 1000) / caughtUpMs,
    unit: 'members',
    p50Ms: times.quantileMs(0.5),
    p99Ms: times.quantileMs(0.99),
    cpuUs: each(sum(Object.values(cost.cpuUsByRole))),
    cpuUsByRole: Object.fromEntries(byRole) as Record<string, number>,
    generatorUs: each(findings.generatorUs),
    residentBytes: cost.residentBytes,
    lost: findings.lost,
    doubled: findings.doubled,
    disordered: findings.disordered,
    extra: { caughtUpMs },
  };
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

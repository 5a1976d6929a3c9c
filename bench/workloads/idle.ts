import { setTimeout as sleep } from 'node:timers/promises';
import type { Member, ProtocolName } from '../load/load-plan.ts';
import { startLoad } from '../load/load-process.ts';
import { residentBytesOf } from '../measure/process-cost.ts';
import { startMeter } from '../measure/server-cost.ts';
import type { RunningSystem } from '../system.ts';
import type { Lane, Sample, Stand, Workload } from '../workload.ts';
import { seatPeople } from './chat-load.ts';
import { requireDescriptors } from './descriptors.ts';

const rooms = 500;
const members = 10;
const sockets = rooms * members;
/** So many come and go first: what a server makes once is not what a connection costs. */
const warmingSockets = 250;
const leaveMs = 3000;
/** Nobody collects garbage for either side; this is how long each has to settle. */
const settleMs = 15_000;

/** Memory grows with people who say nothing; web's share is told, and is not part of the ratio. */
export const idle: Workload = {
  name: 'idle',
  what:
    `${sockets} members of ${rooms} rooms who say nothing: what every server process grows by ` +
    '(straight at the relay; beside it what web’s tunnel adds)',
  rounds: 1,
  seconds: settleMs / 1000,
  lanes: [idleLane('natter', 'natter'), idleLane('socket-io', 'socket-io')],
  targets: [
    {
      figure: 'residentBytesAConnection',
      lane: 'natter',
      peer: 'socket-io',
      most: 0.6,
      aim: 0.5,
    },
  ],
};

function idleLane(system: 'natter' | 'socket-io', protocol: ProtocolName): Lane {
  return { name: system, system, open: (running) => openIdle(running, protocol) };
}

async function openIdle(system: RunningSystem, protocol: ProtocolName): Promise<Stand> {
  // Through a tunnel a socket takes two.
  requireDescriptors(2 * sockets + 1000);
  const people = await seatPeople(system, { rooms, members });
  const seat = (url: string, some: Member[]) =>
    startLoad({ url, protocol, members: some, senders: [] });
  return {
    async measure(_round, seconds) {
      const warming = await seat(system.url, people.slice(0, warmingSockets));
      await warming[Symbol.asyncDispose]();
      await sleep(leaveMs);
      const direct = await growthBy(system, () => seat(system.url, people), seconds);
      const tunnel = system.run ? await tunnelGrowth(system, people, seat, seconds) : undefined;
      return present(direct, tunnel);
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

type Seat = (url: string, people: Member[]) => ReturnType<typeof startLoad>;
type Growth = {
  bytesByRole: Record<string, number>;
  openMs: number;
  cpuUs: Record<string, number>;
};

/** What each role's processes grew by while everybody sat there. */
async function growthBy(
  { pids }: RunningSystem,
  seat: () => ReturnType<typeof startLoad>,
  seconds: number,
): Promise<Growth> {
  const resident = () =>
    Object.entries(pids()).map(
      ([role, list]) => [role, list.reduce((sum, pid) => sum + residentBytesOf(pid), 0)] as const,
    );
  const before = new Map(resident());
  const meter = startMeter(pids());
  await using _people = await seat();
  const { elapsedMs, cpuUsByRole } = meter.stop();
  await sleep(seconds * 1000);
  const grown = resident().map(([role, bytes]) => [role, bytes - before.get(role)!] as const);
  return { bytesByRole: Object.fromEntries(grown), openMs: elapsedMs, cpuUs: cpuUsByRole };
}

/** The same people once more, as browsers come: what web holds for them. */
async function tunnelGrowth(
  system: RunningSystem,
  people: Member[],
  seat: Seat,
  seconds: number,
): Promise<number> {
  await sleep(leaveMs);
  const url = `${system.run!().web.url.replace('http', 'ws')}/ws`;
  const { bytesByRole } = await growthBy(system, () => seat(url, people), seconds);
  return bytesByRole['web']!;
}

function present({ bytesByRole, openMs, cpuUs }: Growth, tunnel: number | undefined): Sample {
  const total = sum(Object.values(bytesByRole));
  const each = (part: Record<string, number>) =>
    Object.fromEntries(Object.entries(part).map(([role, number]) => [role, number / sockets]));
  const byRole = Object.entries(bytesByRole)
    .filter(([, bytes]) => bytes !== 0)
    .map(([role, bytes]) => [`${role}BytesAConnection`, bytes / sockets]);
  return {
    throughput: (sockets * 1000) / openMs,
    unit: 'sockets opened',
    p50Ms: NaN,
    p99Ms: NaN,
    cpuUs: sum(Object.values(cpuUs)) / sockets,
    cpuUsByRole: each(cpuUs),
    generatorUs: NaN,
    residentBytes: total,
    lost: 0,
    doubled: 0,
    disordered: 0,
    extra: {
      residentBytesAConnection: total / sockets,
      ...(Object.fromEntries(byRole) as Record<string, number>),
      ...(tunnel === undefined ? {} : { webTunnelBytesAConnection: tunnel / sockets }),
    },
  };
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

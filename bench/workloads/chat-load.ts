import type { Member, ProtocolName, Seating } from '../load/load-plan.ts';
import { type Loaded, startLoad } from '../load/load-process.ts';
import type { RunFile } from '../../internal/home/run-file.ts';
import type { RunningSystem, SystemName } from '../system.ts';
import {
  makeRooms,
  makeTeams,
  newAccounts,
  newVisitors,
  type Room,
} from '../systems/natter-people.ts';
import type { Lane, Sample, Stand } from '../workload.ts';

export type ChatPlan = {
  /** A team's channel, in which everybody writes; else conversations, in which two do. */
  kind?: 'team';
  rooms: number;
  /** People in each room, one socket each. */
  members: number;
  /** Messages on their way at once, over all rooms. */
  window: number;
  /** What one writer sends in a second at most; null leaves it to the window. */
  perSenderPerS: number | null;
  /** What throughput and CPU are counted in. */
  unit: 'deliveries' | 'acked';
};

const textBytes = 100;
const warmMs = 1500;

const protocols: Partial<Record<SystemName, ProtocolName>> = {
  natter: 'natter',
  'raw-ws': 'natter',
  'socket-io': 'socket-io',
  'socket-io-insert': 'socket-io',
};

/** A lane of people who write to each other as fast as the window lets them. */
export function chatLane(system: SystemName, plan: ChatPlan, name: string = system): Lane {
  return { name, system, open: (running) => openChat(running, plan) };
}

async function openChat(system: RunningSystem, plan: ChatPlan): Promise<Stand> {
  const people = await seatPeople(system, plan);
  const { length } = people;
  const rooms = Array.from({ length: plan.rooms }, (_, room) => room * plan.members);
  const seating: Seating = {
    url: system.url,
    protocol: protocols[system.name]!,
    members: people,
    // First somebody of each room, then the next: neighbours in turn are in different rooms.
    senders: Array.from({ length: plan.kind === 'team' ? plan.members : 2 }, (_, next) => next)
      .flatMap((next) => rooms.map((first) => first + next))
      .filter((place) => place < length),
  };
  const load = await startLoad(seating);
  return {
    async measure(_round, seconds) {
      const { window, perSenderPerS } = plan;
      const measureMs = seconds * 1000;
      const options = { window, perSenderPerS, textBytes, warmMs, measureMs };
      return presentLoaded(await load.load(options, system.pids), plan.unit);
    },
    [Symbol.asyncDispose]: () => load[Symbol.asyncDispose](),
  };
}

type Crowd = Pick<ChatPlan, 'kind' | 'rooms' | 'members'>;

/** The people of some rooms, room after room; in natter's its agent and visitor come first. */
export async function seatPeople(system: RunningSystem, crowd: Crowd): Promise<Member[]> {
  return system.run ? seatInNatter(system, crowd) : seatAnywhere(crowd);
}

async function seatInNatter(system: RunningSystem, plan: Crowd): Promise<Member[]> {
  const run = system.run!();
  const { rooms: count, members } = plan;
  if (plan.kind === 'team') return seatInTeams(run, plan);
  const agents = await newAccounts(run, 'agent', count);
  const visitors = await newVisitors(run, count * (members - 1));
  const rooms: Room[] = agents.map((agent, place) => {
    const [visitor, ...listeners] = visitors.slice(
      place * (members - 1),
      (place + 1) * (members - 1),
    );
    return { visitor: visitor!, agent, listeners };
  });
  const channels = await makeRooms(run, rooms);
  return rooms.flatMap(({ visitor, agent, listeners = [] }, place) =>
    [visitor, agent, ...listeners].map(({ token, name }) => ({
      channel: channels[place]!,
      token,
      name,
    })),
  );
}

async function seatInTeams(run: RunFile, { rooms, members }: Crowd): Promise<Member[]> {
  const people = await newAccounts(run, 'member', rooms * members);
  const teams = Array.from({ length: rooms }, (_, room) =>
    people.slice(room * members, (room + 1) * members),
  );
  const channels = await makeTeams(run, teams);
  return teams.flatMap((team, place) =>
    team.map(({ token, name }) => ({ channel: channels[place]!, token, name })),
  );
}

function seatAnywhere({ rooms, members }: Crowd): Member[] {
  return Array.from({ length: rooms * members }, (_, place) => ({
    channel: `room-${Math.floor(place / members)}`,
    token: '',
    name: `Somebody ${place}`,
  }));
}

function presentLoaded({ tally, findings, cost }: Loaded, unit: ChatPlan['unit']): Sample {
  const units = unit === 'deliveries' ? tally.delivered : tally.acked;
  const perUnit = (us: number) => us / Math.max(1, units);
  const byRole = Object.entries(cost.cpuUsByRole).map(([role, us]) => [role, perUnit(us)]);
  return {
    throughput: (units * 1000) / tally.elapsedMs,
    unit,
    p50Ms: tally.p50Ms,
    p99Ms: tally.p99Ms,
    cpuUs: perUnit(cost.cpuUs),
    cpuUsByRole: Object.fromEntries(byRole) as Record<string, number>,
    generatorUs: perUnit(tally.generatorUs),
    residentBytes: cost.residentBytes,
    lost: findings.lost,
    doubled: findings.doubled,
    disordered: findings.disordered,
    // Told, so not lost; no load here should be more than a server takes.
    ...(findings.refused > 0 ? { extra: { refused: findings.refused } } : {}),
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { LineEvents } from './line.ts';
import { NatterLine } from './natter-line.ts';
import type { Findings, FromReturners, Jitter, ReturnPlan, ToReturners } from './plan.ts';
import { ReturningMember } from './returning-member.ts';
import { RoomRecord } from './room-record.ts';
import { SocketIoLine } from './socket-io-line.ts';

const seatedAtOnce = 32;
const seatPatienceMs = 20_000;
const quietPatienceMs = 20_000;
/** What would come twice, or late, comes soon after. */
const restMs = 1500;

/**
 * A process of its own: people who come back whenever their connection is lost, and who write
 * meanwhile. It ends with its parent.
 */
const tell = (message: FromReturners) => void process.send?.(message);
const rooms = new Map<string, RoomRecord>();
const members: ReturningMember[] = [];
const writers: ReturningMember[] = [];
const beganAtMs = new Map<ReturningMember, number>();
let timesMs: number[] = [];
let trickle: NodeJS.Timeout | undefined;
let drops: NodeJS.Timeout[] = [];
let beganUs = 0;

process.on('disconnect', () => process.kill(process.pid));
process.on('message', (message: ToReturners) => {
  perform(message).catch((error: Error) => {
    tell({ type: 'failed', reason: error.stack ?? error.message });
  });
});

async function perform(message: ToReturners): Promise<void> {
  if (message.type === 'seat') return seat(message.plan);
  if (message.type === 'trickle') return startTrickle(message.perS);
  if (message.type === 'watch') return watch();
  if (message.type === 'jitter') return startJitter(message.jitter);
  if (message.type === 'still') return stopJitter();
  return tell({ type: 'quiet', findings: await findOut() });
}

async function seat({ url, protocol, members: people, writers: places, textBytes }: ReturnPlan) {
  const LineOf = protocol === 'natter' ? NatterLine : SocketIoLine;
  for (const member of people) {
    const room = rooms.get(member.channel) ?? new RoomRecord(member.channel);
    rooms.set(member.channel, room);
    const openLine = (events: LineEvents) => new LineOf({ url, member, events });
    members.push(new ReturningMember({ room, textBytes, openLine, onBack }));
  }
  writers.push(...places.map((place) => members[place]!));
  const waiting = members.values();
  const workers = Array.from({ length: seatedAtOnce }, async () => {
    for (const member of waiting) {
      member.connect();
      await until(() => member.isIn, seatPatienceMs, 'somebody was not let in');
    }
  });
  await Promise.all(workers);
  beganUs = cpuUs();
  tell({ type: 'seated' });
}

function onBack(member: ReturningMember): void {
  const began = beganAtMs.get(member);
  if (began === undefined) return;
  beganAtMs.delete(member);
  timesMs.push(performance.now() - began);
  if (beganAtMs.size === 0 && drops.length === 0) tell({ type: 'back', timesMs });
}

function startTrickle(perS: number): void {
  let place = 0;
  trickle = setInterval(() => writers[place++ % writers.length]!.say(), 1000 / perS);
}

/** From this moment on everybody is on their way back. */
function watch(): void {
  timesMs = [];
  const now = performance.now();
  for (const member of members) beganAtMs.set(member, now);
  tell({ type: 'watching' });
}

function startJitter({ awayMs, everyMs }: Jitter): void {
  timesMs = [];
  const those = members.filter((member) => !writers.includes(member));
  drops = those.map((member, place) =>
    setTimeout(
      () => {
        const leave = () => {
          beganAtMs.set(member, performance.now() + awayMs);
          member.leave(awayMs);
        };
        leave();
        drops[place] = setInterval(leave, everyMs);
      },
      (place / those.length) * everyMs,
    ),
  );
}

/** Nobody leaves any more; tells how long each return took. */
async function stopJitter(): Promise<void> {
  for (const drop of drops) clearTimeout(drop);
  await until(() => members.every(({ isIn }) => isIn), quietPatienceMs, 'somebody stays away');
  drops = [];
  tell({ type: 'back', timesMs });
}

async function findOut(): Promise<Findings> {
  clearInterval(trickle);
  const isQuiet = () => members.every((member) => member.isIn && !member.hasPending());
  await until(isQuiet, quietPatienceMs, 'somebody is away, or has something unacked');
  await sleep(restMs);
  const findings: Findings = {
    acked: 0,
    expected: 0,
    lost: 0,
    doubled: 0,
    disordered: 0,
    generatorUs: cpuUs() - beganUs,
  };
  for (const room of rooms.values()) {
    findings.acked += room.acked;
    findings.expected += room.acked * room.witnesses.length;
    findings.lost += room.countLost();
    for (const { doubled, disordered } of room.witnesses) {
      findings.doubled += doubled;
      findings.disordered += disordered;
    }
    room.settle();
  }
  return findings;
}

async function until(holds: () => boolean, patienceMs: number, otherwise: string): Promise<void> {
  const deadlineMs = performance.now() + patienceMs;
  while (!holds()) {
    if (performance.now() > deadlineMs) throw new Error(otherwise);
    await sleep(10);
  }
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

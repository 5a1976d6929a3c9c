import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Mesh } from '../harness/mesh/mesh.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';
import { gatherCrowd } from '../load/crowd.ts';
import type { LoadOptions, Outcome } from '../load/load-plan.ts';
import { type LoadProcess, startLoad } from '../load/load-process.ts';

const kibibyte = 1024;
const capBytes = 512 * kibibyte ** 2;
const refusedWithinMs = 50;
/** Two looks at a machine that does other things too differ by more than this. */
const leastP99Ms = 50;
const common = { textBytes: 100, graceMs: 10_000 };
/** What somebody writes who looks at the clock; too little to be a load. */
const probePace = { perSecond: 40 };
const probeRooms = 20;
const looksAtMost = 5;
/** Of half of the peak, and when at the latest. */
const leastServed = 0.9;
const backWithinS = 5;

export const overload: Scenario[] = [
  scenario({
    id: 'X39',
    title:
      'at 3 × what it can take goodput stays ≥ 90 % of the peak, refusals come within 50 ms with ' +
      'a time to wait, memory stays under 512 MiB a process, all is as before within 5 s',
    isShort: false,
    limitMs: 300_000,
    run: (stage) =>
      overloadIt(stage, {
        rooms: 500,
        windows: [200, 400, 800],
        lookS: 5,
        seconds: 60,
        backS: 5,
        least: 0.9,
        judged: 'p99Ms',
      }),
  }),
  scenario({
    id: 'X39',
    title:
      'of more than it can take each message is stored, or refused at once with a time to wait',
    isShort: true,
    run: (stage) =>
      overloadIt(stage, {
        rooms: 100,
        windows: [300],
        lookS: 1,
        seconds: 3,
        backS: 1,
        least: 0.3,
        judged: 'p50Ms',
      }),
  }),
];

type Size = {
  rooms: number;
  /** Messages that a load keeps on their way while the peak is looked for, and for how long. */
  windows: number[];
  lookS: number;
  /** Of the overload. */
  seconds: number;
  /** After it, before each look at whether all is as before. */
  backS: number;
  /** The part of the peak that goodput may not fall under. */
  least: number;
  /** Which of the times of refusals has its limit: beside other tests not the longest ones. */
  judged: 'p50Ms' | 'p99Ms';
};

type Peak = { perSecond: number; p99Ms: number };
type Both = { load: Outcome; probe: Outcome };

async function overloadIt(stage: FaultStage, size: Size): Promise<void> {
  const { rooms, seconds, lookS, backS } = size;
  const settings = { LIMIT_ADDRESS_SOCKETS: '10000', LIMIT_SOCKET_FRAMES: '1000' };
  const mesh = await stage.startMesh({ env: { relay: settings } });
  const url = `${mesh.relayUrl.replace('http', 'ws')}/ws`;
  const load = stage.use(await startLoad({ url, seats: await gatherCrowd(mesh, rooms) }));
  const probe = stage.use(await startLoad({ url, seats: await gatherCrowd(mesh, probeRooms) }));
  const before = await findPeak(load, probe, size);
  let storedBefore = 0;
  let over: Both;
  const memory = watchMemory(mesh);
  for (let look = 1; ; look++) {
    stage.note(`${seconds} s at three times ${before.perSecond} messages/s`);
    storedBefore = await countMessages(mesh);
    const pace = { perSecond: before.perSecond * 3 };
    over = await together(load, probe, { ...common, pace, seconds });
    if (over.load.refused.count > 0 || look === looksAtMost) break;
    // It can take more than it could while the peak was looked for, beside other tests.
    before.perSecond = Math.max(before.perSecond, paceOf(over.load));
  }
  const mostBytes = memory();
  stage.note('half of the peak');
  const half = { perSecond: before.perSecond / 2 };
  const calm = { ...common, pace: half, seconds: backS + lookS };
  const acked = [over.load, over.probe];
  let served = 0;
  let spentS = 0;
  while (spentS < backWithinS && served < half.perSecond * leastServed) {
    spentS += calm.seconds;
    const after = await together(load, probe, calm);
    acked.push(after.load, after.probe);
    const late = after.load.timeline.slice(backS * 10, -1);
    served = (late.reduce((sum, count) => sum + count, 0) * 10) / late.length;
  }
  const stored = (await countMessages(mesh)) - storedBefore;

  // Others use the machine too, now more, now less: of two looks the worse one counts.
  const later = await findPeak(load, probe, size);
  const peak = {
    perSecond: Math.min(before.perSecond, later.perSecond),
    p99Ms: Math.max(before.p99Ms, later.p99Ms),
  };
  tell(stage, over, peak);
  stage.figure('most memory of a process', mostBytes / kibibyte ** 2, 'MiB');
  stage.figure('served afterwards', (100 * served) / half.perSecond, '%');
  const ackedInAll = acked.reduce((sum, one) => sum + one.acked.count, 0);
  const faults = [
    ...findFaults(over, peak, size, stage.patience),
    fault(mostBytes <= capBytes, `${mostBytes} bytes of memory`),
    fault(served >= half.perSecond * leastServed, `${served} a second afterwards`),
    fault(stored === ackedInAll, `${ackedInAll} acked, ${stored} stored (I1)`),
  ].filter((one) => one !== null);
  if (faults.length > 0) throw new Error(faults.join('; '));
}

function tell(stage: FaultStage, { load, probe }: Both, peak: Peak): void {
  stage.figure('peak', peak.perSecond, 'messages/s');
  stage.figure('offered', load.sent / load.seconds, 'messages/s');
  stage.figure('goodput', paceOf(load), 'messages/s');
  stage.figure('goodput of the peak', (100 * paceOf(load)) / peak.perSecond, '%');
  stage.figure('p99 at the peak', peak.p99Ms, 'ms');
  stage.figure('p99 of what is accepted', probe.acked.p99Ms, 'ms');
  stage.figure('p50 of what is refused', probe.refused.p50Ms, 'ms');
  stage.figure('p99 of what is refused', probe.refused.p99Ms, 'ms');
}

type Fault = string | null;

function findFaults({ load, probe }: Both, peak: Peak, size: Size, patience: number): Fault[] {
  const goodput = paceOf(load);
  // As far as the machine lets who looks at the clock look at it.
  const mostMs = 2 * Math.max(peak.p99Ms, leastP99Ms) * patience + probe.lateMs;
  const refusedMs = probe.refused[size.judged] - probe.lateMs;
  return [
    fault(load.refused.count > 0, 'nothing was refused: it was no overload'),
    fault(goodput >= peak.perSecond * size.least, `goodput ${goodput} of ${peak.perSecond}`),
    fault(!(refusedMs > refusedWithinMs * patience), `refusals take ${refusedMs} ms`),
    fault(!(probe.acked.p99Ms > mostMs), `accepted ones take ${probe.acked.p99Ms} ms`),
    fault(load.withoutRetry === 0, 'refusals without a time to come back'),
    fault(Object.keys(load.codes).every(isPassing), 'refusals with another code'),
    fault(load.unanswered === 0, `${load.unanswered} messages without an answer`),
    fault(Object.keys(load.closed).length === 0, 'sockets were closed'),
  ];
}

/** The load, and beside it somebody who writes little and looks at the clock. */
async function together(
  load: LoadProcess,
  probe: LoadProcess,
  options: LoadOptions,
): Promise<Both> {
  const [one, other] = await Promise.all([
    load.run(options),
    probe.run({ ...options, pace: probePace }),
  ]);
  return { load: one, probe: other };
}

/**
 * The most that was stored in a second, and how long a message took then. A second in which this
 * machine did nothing at all but other things says nothing and is looked at again.
 */
async function findPeak(
  load: LoadProcess,
  probe: LoadProcess,
  { windows, lookS: seconds }: Size,
): Promise<Peak> {
  let peak = { perSecond: 0, p99Ms: 0 };
  for (let look = 0; look < looksAtMost && peak.perSecond === 0; look++) {
    for (const window of windows) {
      const both = await together(load, probe, { ...common, pace: { window }, seconds });
      const perSecond = paceOf(both.load);
      if (perSecond > peak.perSecond) peak = { perSecond, p99Ms: both.probe.acked.p99Ms };
      await sleep(500);
    }
  }
  return peak;
}

/** Acks a second, the first half second and the last part of one left out. */
function paceOf({ timeline, seconds }: Outcome): number {
  const steady = timeline.slice(5, Math.floor(seconds * 10));
  return (steady.reduce((sum, count) => sum + count, 0) * 10) / steady.length;
}

/** Looks again and again; the function tells the most that any process of ours held. */
function watchMemory(mesh: Mesh): () => number {
  let most = 0;
  const look = () => {
    for (const { pid } of [mesh.relay, mesh.dbmgr]) {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      most = Math.max(most, Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * kibibyte);
    }
  };
  const timer = setInterval(look, 200);
  return () => {
    clearInterval(timer);
    return most;
  };
}

async function countMessages(mesh: Mesh): Promise<number> {
  const [row] = await mesh.sql<{ n: number }>('SELECT COUNT(*) AS n FROM messages');
  return row!.n;
}

const isPassing = (code: string) => code === 'rate_limited' || code === 'unavailable';
const fault = (isFine: boolean, what: string): Fault => (isFine ? null : what);

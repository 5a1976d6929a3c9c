import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../../../internal/servers/free-port.ts';
import { openRawSocket, type RawSocket } from '../../../internal/testing/raw-socket.ts';
import { until } from '../harness/clients/room.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';
import { startTcpProxy } from '../harness/proxy/tcp-proxy.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';
import { gatherRoom, meetVisitors } from '../load/crowd.ts';
import { type LoadProcess, startLoad } from '../load/load-process.ts';
import { readMetric } from '../load/metrics.ts';

const mebibyte = 1024 ** 2;
const cutMs = 10_000;
const goneMs = 45_000;
const wholeMs = 5000;
const listeners = 20;
const rounds = 3;
const roundS = 5;
/** Together enough to fill what the kernel takes for a socket within a few seconds. */
const busy = { pace: { perSecond: 40 }, textBytes: 9000, graceMs: 5000 };
/** Too little to reach 1 MiB while the time counts. */
const trickle = { pace: { perSecond: 5 }, textBytes: 2000, graceMs: 5000 };

export const slowReader: Scenario[] = [
  scenario({
    id: 'X27',
    title: 'who stops reading holds ≤ 1 MiB and is cut within 10 s, others’ p99 grows by ≤ 10 %',
    isShort: false,
    limitMs: 180_000,
    run: readSlowly,
  }),
  scenario({
    id: 'X27',
    title: 'connections of which nobody hears any more are gone within 45 s',
    isShort: false,
    limitMs: 120_000,
    run: hangSilently,
  }),
];

async function readSlowly(stage: FaultStage): Promise<void> {
  const [port] = (await freePorts(1)) as [number];
  const settings = { LIMIT_SOCKET_FRAMES: '1000', METRICS_PORT: String(port) };
  const mesh = await stage.startMesh({ env: { relay: settings } });
  const url = `${mesh.relayUrl.replace('http', 'ws')}/ws`;
  const { channel, writer, listeners: people } = await gatherRoom(mesh, listeners + rounds + 1);
  const slow = people.splice(0, rounds + 1);
  const next = () => sitDown(mesh, slow.pop()!.token, channel);
  const seats = [
    { token: writer.token, channel, isWriter: true },
    ...people.map(({ token }) => ({ token, channel })),
  ];
  const load = stage.use(await startLoad({ url, seats }));
  const held = watchHeld(port);
  const cuts = () => readMetric(port, 'natter_relay_cuts_total');

  const quiet: number[] = [];
  const beside: number[] = [];
  for (let round = 0; round < rounds; round++) {
    quiet.push(await p99Of(load));
    stage.note(`a reader stops, round ${round + 1}`);
    const stopped = await next();
    stopped.socket.pause();
    beside.push(await p99Of(load));
    await loadUntil(load, async () => (await cuts()) > round);
    stopped[Symbol.dispose]();
  }
  const [p99Quiet, p99Beside] = [median(quiet), median(beside)];
  const noise = Math.max(...quiet) - Math.min(...quiet);
  stage.figure('others’ p99 while all read', p99Quiet, 'ms');
  stage.figure('others’ p99 while one does not', p99Beside, 'ms');
  stage.figure('noise of the first', noise, 'ms');

  stage.note('a reader stops and little comes');
  const last = await next();
  last.socket.pause();
  const before = await cuts();
  await loadUntil(load, async () => (await readMetric(port, 'natter_relay_waiting_bytes')) > 0);
  const heldSinceMs = performance.now();
  const isCut = async () => (await cuts()) > before;
  const [tookMs] = await Promise.all([
    until(isCut, 'the slow reader to be cut', cutMs * stage.patience).then(
      () => performance.now() - heldSinceMs,
    ),
    load.run({ ...trickle, seconds: cutMs / 1000 }),
  ]);
  stage.figure('cut after', tookMs, 'ms');
  const isLetGo = async () => (await readMetric(port, 'natter_relay_waiting_bytes')) === 0;
  await until(isLetGo, 'what was held to be let go');
  last[Symbol.dispose]();
  const mostHeld = held();
  stage.figure('most that was held for one', mostHeld, 'bytes');

  if (mostHeld > mebibyte) throw new Error(`${mostHeld} bytes were held`);
  if (tookMs > cutMs * stage.patience) throw new Error(`cut after ${tookMs} ms`);
  if (p99Beside > p99Quiet * 1.1 + noise) {
    throw new Error(`the others’ p99 grew from ${p99Quiet} to ${p99Beside} ms`);
  }
}

async function hangSilently(stage: FaultStage): Promise<void> {
  const [port] = (await freePorts(1)) as [number];
  const mesh = await stage.startMesh({ env: { relay: { METRICS_PORT: String(port) } } });
  const proxy = stage.use(await startTcpProxy(Number(new URL(mesh.relayUrl).port)));
  const people = await meetVisitors(mesh, 20);
  const url = `http://127.0.0.1:${proxy.port}`;
  const sockets = await Promise.all(people.map(({ token }) => sitDown(mesh, token, null, url)));
  const room = await stage.openRoom(mesh, { observers: 1 });
  const stop = room.speak({ everyMs: 250 });
  const open = () => readMetric(port, 'natter_relay_sockets');
  const others = (await open()) - sockets.length;
  stage.note('20 connections fall silent');
  proxy.set({ blackhole: true });
  const sinceMs = performance.now();
  await until(async () => (await open()) === others, 'their end', goneMs * stage.patience);
  stage.figure('half-open connections were gone after', performance.now() - sinceMs, 'ms');
  for (const socket of sockets) socket[Symbol.dispose]();
  stop();
  await stage.converge([room], { what: 'the silence', limitMs: wholeMs });
  await stage.prove(mesh, [room]);
}

/** Sits in the channel from its present head on and keeps nothing of what comes. */
async function sitDown(
  mesh: Mesh,
  token: string,
  channel: string | null,
  url = mesh.relayUrl,
): Promise<RawSocket> {
  const rows = await mesh.sql<{ head: number }>('SELECT head FROM channels WHERE id = ?', [
    channel,
  ]);
  const resume = channel === null ? {} : { [channel]: rows[0]!.head };
  const raw = await openRawSocket(url);
  raw.send({ payload: JSON.stringify({ op: 'hello', token, resume }) });
  await until(() => raw.bytes().includes('caught_up'), 'a seat');
  raw.socket.removeAllListeners('data');
  return raw;
}

/** From sending to delivery, at everybody who reads. */
async function p99Of(load: LoadProcess): Promise<number> {
  const { delivered } = await load.run({ ...busy, seconds: roundS });
  return delivered.p99Ms;
}

/** Goes on loading, a second at a time. */
async function loadUntil(load: LoadProcess, isSo: () => Promise<boolean>): Promise<void> {
  for (let second = 0; second < 30; second++) {
    if (await isSo()) return;
    await load.run({ ...busy, seconds: 1 });
  }
  throw new Error('nothing came of the load');
}

/** Looks again and again; the function tells the most that any one socket held. */
function watchHeld(port: number): () => number {
  let most = 0;
  let isOver = false;
  const look = async () => {
    while (!isOver) {
      const bytes = await readMetric(port, 'natter_relay_most_waiting_bytes').catch(() => 0);
      most = Math.max(most, bytes);
      await sleep(20);
    }
  };
  void look();
  return () => {
    isOver = true;
    return most;
  };
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

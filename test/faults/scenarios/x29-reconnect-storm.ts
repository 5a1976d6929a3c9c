import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../harness/clients/room.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';
import { openClients } from '../load/client-crowd.ts';
import { gatherCrowd, meetVisitors } from '../load/crowd.ts';
import { startLoad } from '../load/load-process.ts';

const backMs = 30_000;
const clients = 1000;
const handshakes = 2000;
const socketsAPerson = 20;
/** Longer nobody who sits waits for an answer, whatever comes in. */
const gapMs = 250;
const maxTries = 3;
const talk = { pace: { perSecond: 100 }, textBytes: 100, graceMs: 10_000 };
const raised = { LIMIT_ADDRESS_SOCKETS: '10000', LIMIT_SOCKET_FRAMES: '1000' };

export const reconnectStorm: Scenario[] = [
  scenario({
    id: 'X29',
    title: '2,000 handshakes at once: who sits there goes on talking meanwhile',
    isShort: true,
    run: shakeHands,
  }),
  scenario({
    id: 'X29',
    title: 'a relay with 1,000 clients is killed: all are back ≤ 30 s, queries ≤ 2 × the usual',
    isShort: false,
    limitMs: 180_000,
    run: comeBack,
  }),
];

async function shakeHands(stage: FaultStage): Promise<void> {
  const mesh = await stage.startMesh({ env: { relay: raised } });
  const url = wsOf(mesh.relayUrl);
  const people = await meetVisitors(mesh, handshakes / socketsAPerson);
  const seats = people.flatMap(({ token }) =>
    Array.from({ length: socketsAPerson }, () => ({ token, channel: null })),
  );
  const pair = stage.use(await startLoad({ url, seats: await gatherCrowd(mesh, 1) }));
  const quiet = await pair.run({ ...talk, seconds: 1 });
  stage.figure('longest silence before it', quiet.longestGapMs, 'ms');
  // What a storm does it does each time; what the machine did meanwhile does not come back.
  for (let tries = 1; ; tries++) {
    const storm = await startLoad({ url, seats: [] });
    stage.note(`${handshakes} handshakes at once`);
    const talking = pair.run({ ...talk, seconds: 4 });
    await sleep(300);
    const sinceMs = performance.now();
    await storm.seat({ url, seats, atOnce: handshakes });
    const tookMs = performance.now() - sinceMs;
    const { sent, acked, longestGapMs } = await talking;
    await storm[Symbol.asyncDispose]();
    stage.figure('the storm', tookMs, 'ms');
    stage.figure('longest silence in it', longestGapMs, 'ms');
    if (acked.count !== sent) throw new Error(`${acked.count} of ${sent} messages were acked`);
    if (longestGapMs <= Math.max(tookMs / 3, gapMs * stage.patience)) return;
    if (tries === maxTries) throw new Error(`nothing was answered for ${longestGapMs} ms`);
  }
}

async function comeBack(stage: FaultStage): Promise<void> {
  const mesh = await stage.startMesh({ relays: 2, env: { relay: raised } });
  const [dying, staying] = mesh.relayUrls.map(wsOf) as [string, string];
  const people = await meetVisitors(mesh, clients);
  const tokens = people.map(({ token }) => token);
  const crowd = stage.use(await openClients(dying, tokens));
  const areIn = async () => (await crowd.count()).open === clients;
  await until(areIn, 'all clients to be in', backMs * stage.patience);
  const beside = stage.use(await startLoad({ url: staying, seats: await gatherCrowd(mesh, 20) }));
  const usual = await mostQueries(mesh, beside.run({ ...talk, seconds: 5 }));
  stage.note(`a relay with ${clients} clients is killed`);
  const talking = beside.run({ ...talk, seconds: 10 });
  const counting = mostQueries(mesh, talking);
  await mesh.relay.kill();
  const sinceMs = performance.now();
  await until(
    async () => (await crowd.count()).opened === 2 * clients,
    'all',
    backMs * stage.patience,
  );
  const tookMs = performance.now() - sinceMs;
  const { sent, acked, longestGapMs } = await talking;
  const most = await counting;
  stage.figure('all were back after', tookMs, 'ms');
  stage.figure('queries a second as usual', usual, 'queries/s');
  stage.figure('queries a second at most meanwhile', most, 'queries/s');
  stage.figure('longest silence at the other relay', longestGapMs, 'ms');
  if (acked.count !== sent) throw new Error(`${acked.count} of ${sent} messages were acked`);
  if (most > 2 * usual) throw new Error(`${most} queries a second, ${usual} as usual`);
}

/** The most queries that the database was asked in a second while something went on. */
async function mostQueries(mesh: Mesh, work: Promise<unknown>): Promise<number> {
  let isOver = false;
  const over = work.finally(() => (isOver = true));
  let most = 0;
  let before = await countQueries(mesh);
  while (!isOver) {
    await Promise.race([sleep(1000), over]);
    const now = await countQueries(mesh);
    const seconds = (now.atMs - before.atMs) / 1000;
    if (seconds > 0.5) most = Math.max(most, (now.queries - before.queries) / seconds);
    before = now;
  }
  return most;
}

async function countQueries(mesh: Mesh): Promise<{ queries: number; atMs: number }> {
  const [row] = await mesh.sql<{ Value: string }>("SHOW GLOBAL STATUS LIKE 'Questions'");
  return { queries: Number(row!.Value), atMs: performance.now() };
}

function wsOf(url: string): string {
  return `${url.replace('http', 'ws')}/ws`;
}

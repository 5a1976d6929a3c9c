import { setTimeout as sleep } from 'node:timers/promises';
import { startTcpProxy } from '../harness/proxy/tcp-proxy.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';

/** A client that was cut off for a minute, again and again, waits up to 15 s before it asks. */
const longestWaitMs = 15_000;

export const resetStorm: Scenario[] = [
  scenario({
    id: 'X26',
    title: 'resets of every connection, again and again: all come back, whole within 5 s',
    isShort: true,
    run: (stage) => resetAll(stage, { times: 12, wholeMs: 5000 }),
  }),
  scenario({
    id: 'X26',
    title: '200 resets of every connection under load: nothing lost or doubled',
    isShort: false,
    limitMs: 180_000,
    run: (stage) => resetAll(stage, { times: 200, wholeMs: longestWaitMs + 5000 }),
  }),
];

type Storm = { times: number; wholeMs: number };

async function resetAll(stage: FaultStage, { times, wholeMs }: Storm): Promise<void> {
  const links = ['web-nats', 'relay-nats', 'dbmgr-nats', 'dbmgr-mysql', 'web-mysql'] as const;
  const mesh = await stage.startMesh({ proxied: [...links] });
  const door = stage.use(await startTcpProxy(Number(new URL(mesh.relayUrl).port)));
  const url = `http://127.0.0.1:${door.port}`;
  const room = await stage.openRoom(mesh, { url, tabs: 2, observers: 2 });
  const stop = room.speak({ everyMs: 250 });
  const proxies = [door, ...links.map((link) => mesh.proxy(link))];
  for (let time = 0; time < times; time++) {
    await sleep(stage.random.int(20, 400));
    const some = proxies.filter(() => stage.random.chance(0.5));
    for (const proxy of some) proxy.cutAll(stage.random.pick(['reset', 'reset', 'end']));
  }
  stage.note(`${times} times some or all connections were reset`);
  const sinceMs = performance.now();
  const tookMs = await stage.converge([room], { what: 'the resets', limitMs: wholeMs, sinceMs });
  if (tookMs !== null) stage.figure('whole after the last reset', tookMs, 'ms');
  stop();
  await stage.converge([room], { what: 'the end', limitMs: wholeMs });
  await stage.prove(mesh, [room]);
}

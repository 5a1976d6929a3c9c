import { setTimeout as sleep } from 'node:timers/promises';
import type { FailpointName } from '../../../internal/process/failpoint.ts';
import { until } from '../harness/clients/room.ts';
import type { MeshProcess } from '../harness/mesh/mesh-process.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';
import { openBrowser } from '../surfing/surf.ts';

const recoveryMs = 5000;
const servingMs = 1000;

export const uncaught: Scenario[] = [
  scenario({
    id: 'X35',
    title: 'what nobody catches ends a process after those it serves, and it is started again',
    isShort: true,
    run: throwUncaught,
  }),
];

async function throwUncaught(stage: FaultStage): Promise<void> {
  const mesh = await stage.startMesh({ bots: ['chat-bot'] });
  const room = await stage.openRoom(mesh);
  const stop = room.speak({ everyMs: 50 });
  await throwAtServing(stage, mesh, mesh.web, 'web.request');
  await throwAtServing(stage, mesh, mesh.dbmgr, 'dbmgr.operation');
  for (const one of [mesh.relay, mesh.process('chat-bot')]) await throwOutside(stage, one);
  stage.note('something is thrown in the fan-out of a relay');
  const { ended } = await mesh.relay.arm({ at: 'relay.beforeFanOut', action: { do: 'throw' } });
  expectGraceful(mesh.relay, await ended);
  await mesh.ready();
  stop();
  await stage.converge([room], { what: 'the throws', limitMs: recoveryMs });
  await stage.prove(mesh, [room]);
}

/** Who is being served is served to the end. */
async function throwAtServing(
  stage: FaultStage,
  mesh: Mesh,
  one: MeshProcess,
  at: FailpointName,
): Promise<void> {
  await one.arm({ at, action: { do: 'delay', ms: servingMs }, times: null });
  const client = stage.use(openBrowser(mesh));
  const before = await one.hits(at);
  const asked = [1, 2, 3].map(() => client.json('/v1/chat/session', {}));
  await until(async () => (await one.hits(at)) >= before + asked.length, `${one.name} is serving`);
  // Others may have been counted too.
  await sleep(servingMs / 2);
  await throwOutside(stage, one);
  for (const { status } of await Promise.all(asked)) {
    if (status !== 200) throw new Error(`${one.name} ended before it had answered: ${status}`);
  }
}

async function throwOutside(stage: FaultStage, one: MeshProcess): Promise<void> {
  stage.note(`something is thrown in ${one.name}, outside of everything`);
  const ended = one.exited();
  await one.act({ do: 'throw' });
  expectGraceful(one, await ended);
  await one.ready();
}

function expectGraceful(
  one: MeshProcess,
  { code, signal }: Awaited<ReturnType<MeshProcess['exited']>>,
): void {
  if (code !== 1) throw new Error(`${one.name} ended with ${signal ?? code}, not with 1`);
  if (!one.log().includes('an error that nobody caught')) {
    throw new Error(`${one.name} did not write down why it ended`);
  }
}

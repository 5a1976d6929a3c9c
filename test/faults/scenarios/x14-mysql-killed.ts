import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultStage } from '../harness/scenario.ts';
import { type Scenario, scenario } from '../harness/scenario.ts';

/** From when the server accepts connections again. */
const recoveryMs = 10_000;
/** Which of the kills, where there are so many. */
const longest = 3;

export const mysqlKilled: Scenario[] = [
  scenario({
    id: 'X14',
    title: 'MySQL killed under load loses and doubles nothing; sends flow within 10 s',
    isShort: true,
    run: (stage) => killUnderLoad(stage, { kills: 1, rooms: 2, dbmgrs: 1 }),
  }),
  scenario({
    id: 'X14',
    title: 'MySQL killed 10 times under the load of 2 dbmgrs: 0 lost, 0 doubled, flow within 10 s',
    isShort: false,
    limitMs: 180_000,
    run: (stage) => killUnderLoad(stage, { kills: 10, rooms: 6, dbmgrs: 2 }),
  }),
];

type Plan = { kills: number; rooms: number; dbmgrs: number };

async function killUnderLoad(stage: FaultStage, plan: Plan): Promise<void> {
  const mesh = await stage.startMesh({ dbmgrs: plan.dbmgrs });
  const rooms = await Promise.all(Array.from({ length: plan.rooms }, () => stage.openRoom(mesh)));
  const stops = rooms.map((room) => room.speak());
  for (let kill = 1; kill <= plan.kills; kill++) {
    await sleep(stage.random.int(100, 600));
    // Long enough, once, for relay and clients to have given up for the moment.
    const downMs = kill === longest ? 25_000 : stage.random.pick([0, 500, 2000]);
    stage.note(`MySQL is killed and stays away for ${downMs} ms`);
    await mesh.mysql.kill({ downMs });
    await mesh.mysql.ready();
    const what = `MySQL was killed, time ${kill}`;
    const tookMs = await stage.converge(rooms, { what, limitMs: recoveryMs });
    if (tookMs !== null) stage.figure('sends flow after MySQL accepts', tookMs, 'ms');
  }
  for (const stop of stops) stop();
  await stage.converge(rooms, { what: 'the end', limitMs: recoveryMs });
  await stage.prove(mesh, rooms);
}

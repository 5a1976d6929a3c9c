import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';
import { judgeAnswers, openCrowd, stopAll } from '../surfing/crowd.ts';

const recoveryMs = 10_000;
/** There and back: 2 s for each statement. */
const slow = { latencyMs: 1000 };

export const mysqlSlow: Scenario[] = [
  scenario({
    id: 'X16',
    title: 'with 2 s for each statement web answers within 5 s, and every message is stored once',
    isShort: false,
    limitMs: 120_000,
    run: slowDown,
  }),
  scenario({
    id: 'X16',
    title: 'while MySQL is frozen web answers within 5 s; afterwards all flows within 10 s',
    isShort: false,
    limitMs: 120_000,
    run: freeze,
  }),
];

async function slowDown(stage: FaultStage): Promise<void> {
  const { mesh, rooms, surfers } = await openCrowd(stage, {
    proxied: ['dbmgr-mysql', 'web-mysql'],
  });
  for (const room of rooms) room.say();
  await stage.converge(rooms, { what: 'the beginning', limitMs: recoveryMs });
  const stop = rooms[0]!.speak({ everyMs: 500 });
  stage.note('every statement takes 2 s');
  for (const link of ['dbmgr-mysql', 'web-mysql'] as const) mesh.proxy(link).set(slow);
  await sleep(15_000);
  stop();
  const visits = await stopAll(surfers);
  judgeAnswers(stage, visits);
  stage.note('MySQL is as fast as ever');
  for (const link of ['dbmgr-mysql', 'web-mysql'] as const) mesh.proxy(link).heal();
  const tookMs = await stage.converge(rooms, { what: 'MySQL was slow', limitMs: recoveryMs });
  if (tookMs !== null) stage.figure('all is stored and shown', tookMs, 'ms');
  await stage.prove(mesh, rooms);
}

async function freeze(stage: FaultStage): Promise<void> {
  const { mesh, rooms, surfers } = await openCrowd(stage);
  const stops = rooms.map((room) => room.speak({ everyMs: 200 }));
  stage.note('MySQL is frozen');
  mesh.mysql.pause();
  await sleep(15_000);
  judgeAnswers(stage, await stopAll(surfers));
  stage.note('MySQL goes on');
  mesh.mysql.resume();
  const tookMs = await stage.converge(rooms, { what: 'MySQL was frozen', limitMs: recoveryMs });
  if (tookMs !== null) stage.figure('sends flow after the thaw', tookMs, 'ms');
  for (const stop of stops) stop();
  await stage.converge(rooms, { what: 'the end', limitMs: recoveryMs });
  await stage.prove(mesh, rooms);
}

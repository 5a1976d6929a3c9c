import { setTimeout as sleep } from 'node:timers/promises';
import type { Cut } from '../harness/proxy/faults.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';

const recoveryMs = 10_000;

export const cutAtCommit: Scenario[] = [
  scenario({
    id: 'X19',
    title:
      'a connection that ends at COMMIT, before or after it arrived, doubles and loses nothing',
    isShort: true,
    run: (stage) => cutAtEachCommit(stage, ['reset', 'end'], 2),
  }),
  scenario({
    id: 'X19',
    title: 'a connection that falls silent at COMMIT is given up, and sends flow within 10 s',
    isShort: false,
    limitMs: 120_000,
    run: (stage) => cutAtEachCommit(stage, ['silence'], 2),
  }),
];

async function cutAtEachCommit(
  stage: FaultStage,
  ways: NonNullable<Cut['by']>[],
  timesEach: number,
): Promise<void> {
  const mesh = await stage.startMesh({ proxied: ['dbmgr-mysql'] });
  const proxy = mesh.proxy('dbmgr-mysql');
  const rooms = await Promise.all([1, 2, 3].map(() => stage.openRoom(mesh)));
  const stops = rooms.map((room) => room.speak());
  for (const by of ways) {
    for (const forward of ['before', 'after'] as const) {
      for (let time = 1; time <= timesEach; time++) {
        const onHit = stage.random.int(1, 10);
        const what = `${by} ${forward === 'after' ? 'behind' : 'in front of'} a COMMIT`;
        stage.note(`${what}, the one with number ${onHit}`);
        await proxy.cutOn({ in: 'up', pattern: '\u0003commit', forward, onHit, by });
        const tookMs = await stage.converge(rooms, { what, limitMs: recoveryMs });
        if (tookMs !== null) stage.figure(what, tookMs, 'ms');
        await sleep(50);
      }
    }
  }
  for (const stop of stops) stop();
  await stage.converge(rooms, { what: 'the end', limitMs: recoveryMs });
  await stage.prove(mesh, rooms);
}

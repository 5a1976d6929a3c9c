import { setTimeout as sleep } from 'node:timers/promises';
import type { Cut } from '../harness/proxy/faults.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';
import { speakToReverser } from './x07-nats-killed.ts';

const recoveryMs = 10_000;

/** A line to somebody who waits is committed by a statement alone, any other with its rows. */
const commits = [
  { pattern: '\u0003commit', which: 'a COMMIT alone' },
  { pattern: ';\ncommit', which: 'a COMMIT behind its rows' },
];

export const cutAtCommit: Scenario[] = [
  scenario({
    id: 'X19',
    title:
      'a connection that ends at COMMIT, before or after it arrived, doubles and loses nothing',
    isShort: true,
    run: (stage) => cutAtEachCommit(stage, ['reset', 'end']),
  }),
  scenario({
    id: 'X19',
    title: 'a connection that falls silent at COMMIT is given up, and sends flow within 10 s',
    isShort: false,
    limitMs: 120_000,
    run: (stage) => cutAtEachCommit(stage, ['silence']),
  }),
];

async function cutAtEachCommit(stage: FaultStage, ways: NonNullable<Cut['by']>[]): Promise<void> {
  const mesh = await stage.startMesh({ proxied: ['dbmgr-mysql'], bots: ['chat-bot'] });
  const proxy = mesh.proxy('dbmgr-mysql');
  const waiting = await Promise.all([1, 2].map(() => stage.openRoom(mesh)));
  const withBot = await stage.openRoom(mesh, { with: 'chat-bot' });
  const rooms = [...waiting, withBot];
  const stops = [...waiting.map((room) => room.speak()), speakToReverser(stage, withBot, 60)];
  for (const by of ways) {
    for (const forward of ['before', 'after'] as const) {
      for (const { pattern, which } of commits) {
        const onHit = stage.random.int(1, 10);
        const what = `${by} ${forward === 'after' ? 'behind' : 'in front of'} ${which}`;
        stage.note(`${what}, the one with number ${onHit}`);
        await proxy.cutOn({ in: 'up', pattern, forward, onHit, by });
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

import { setTimeout as sleep } from 'node:timers/promises';
import type { FailpointName } from '../../../internal/process/failpoint.ts';
import { type Scenario, scenario } from '../harness/scenario.ts';

type Place = { where: string; at: FailpointName; afterMs?: number };

const places: Place[] = [
  { where: 'before its request', at: 'relay.beforeBatch' },
  { where: 'between request and answer', at: 'relay.inBatch', afterMs: 2 },
  { where: 'between answer and ack', at: 'relay.afterBatch' },
  { where: 'before the fan-out', at: 'relay.beforeFanOut' },
  { where: 'in the fan-out', at: 'relay.afterFanOut' },
];

const recoveryMs = 3000;
/** A client that is cut off sooner than a second after its welcome takes its time. */
const steadyMs = 1000;

/** One mesh serves all places: whoever died comes back unarmed. */
export const relayKilled: Scenario[] = [
  scenario({
    id: 'X1',
    title: 'a relay that is killed at any place loses and doubles nothing; all caught up in 3 s',
    isShort: true,
    async run(stage) {
      const mesh = await stage.startMesh();
      const room = await stage.openRoom(mesh, { tabs: 2, observers: 2 });
      const stop = room.speak({ everyMs: 15 });
      for (const { where, at, afterMs } of places) {
        const onHit = stage.random.int(1, 5);
        stage.note(`the relay dies ${where}, at hit ${onHit}`);
        const { ended } = await mesh.relay.arm({ at, action: { do: 'kill', afterMs }, onHit });
        await ended;
        const diedMs = performance.now();
        await mesh.relay.ready();
        const tookMs = await stage.converge([room], {
          what: `the relay died ${where}`,
          limitMs: recoveryMs,
          sinceMs: diedMs,
        });
        if (tookMs !== null) stage.figure(`relay killed ${where}`, tookMs, 'ms');
        await sleep(steadyMs);
      }
      stop();
      await stage.converge([room], { what: 'the end', limitMs: recoveryMs });
      await stage.prove(mesh, [room]);
    },
  }),
];

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../harness/clients/room.ts';
import { type Scenario, scenario } from '../harness/scenario.ts';

/** NATS waits 10 s for a reader (`write_deadline`). */
const blockedMs = 14_000;
const wholeMs = 5000;
/** More than the kernel holds for a connection. */
const messages = 500;
const large = '🙂'.repeat(9900);

export const slowConsumer: Scenario[] = [
  scenario({
    id: 'X28',
    title: 'a relay that NATS cuts off as a slow consumer is whole within 5 s of its return',
    isShort: false,
    limitMs: 120_000,
    async run(stage) {
      const mesh = await stage.startMesh({ relays: 2 });
      const [slow, quick] = mesh.relayUrls as [string, string];
      const otherUrl = () => slow;
      const room = await stage.openRoom(mesh, { url: quick, otherUrl, tabs: 2, observers: 2 });
      stage.note('the first relay stands still, and much is said');
      await mesh.relay.act({ do: 'busy', ms: blockedMs });
      const sinceMs = performance.now();
      for (let i = 0; i < messages; i++) {
        room.say(large);
        await until(() => room.visitor.unsettledCount() < 8, 'it is stored', 20_000);
      }
      await sleep(Math.max(0, blockedMs - (performance.now() - sinceMs)));
      const tookMs = await stage.converge([room], { what: 'it went on', limitMs: wholeMs });
      if (tookMs !== null) stage.figure('whole after it went on', tookMs, 'ms');
      const log = readFileSync(join(mesh.home.logs, 'relay.log'), 'utf8');
      if (!log.includes('bus disconnect')) throw new Error('NATS did not cut the relay off');
      await stage.prove(mesh, [room]);
    },
  }),
];

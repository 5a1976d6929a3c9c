import { setTimeout as sleep } from 'node:timers/promises';
import { type Scenario, scenario } from '../harness/scenario.ts';

const blockedMs = 10_000;
const wholeMs = 5000;

export const relayBlocked: Scenario[] = [
  scenario({
    id: 'X28',
    title: 'a relay whose event loop stands still for 10 s is whole 5 s later, others never stop',
    isShort: false,
    async run(stage) {
      const mesh = await stage.startMesh({ relays: 2 });
      const [slow, quick] = mesh.relayUrls as [string, string];
      const blocked = await stage.openRoom(mesh, {
        url: slow,
        observers: 2,
        otherUrl: () => quick,
      });
      const beside = await stage.openRoom(mesh, { url: quick, observers: 2 });
      const stops = [blocked, beside].map((room) => room.speak({ everyMs: 250 }));
      await sleep(300);
      stage.note('the first relay stands still');
      await mesh.relay.act({ do: 'busy', ms: blockedMs });
      const sinceMs = performance.now();
      const neighbours = { what: 'the other relay stood still', limitMs: 1000 };
      await sleep(blockedMs / 2);
      const besideMs = await stage.converge([beside], neighbours);
      if (besideMs !== null) stage.figure('neighbours meanwhile', besideMs, 'ms');
      await sleep(Math.max(0, blockedMs - (performance.now() - sinceMs)));
      const tookMs = await stage.converge([blocked], { what: 'it went on', limitMs: wholeMs });
      if (tookMs !== null) stage.figure('whole after it went on', tookMs, 'ms');
      for (const stop of stops) stop();
      await stage.converge([blocked, beside], { what: 'the end', limitMs: wholeMs });
      await stage.prove(mesh, [blocked, beside]);
    },
  }),
];

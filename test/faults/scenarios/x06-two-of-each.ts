import { setTimeout as sleep } from 'node:timers/promises';
import type { Room } from '../harness/clients/room.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';

const two = { webs: 2, relays: 2, dbmgrs: 2 } as const;
const recoveryMs = 3000;

/** Half of everybody sits at one relay, half at the other. */
async function openHalls(stage: FaultStage) {
  const mesh = await stage.startMesh(two);
  const at = (place: number) => mesh.relayUrls[place % 2]!;
  const rooms: Room[] = [];
  for (let place = 0; place < 4; place++) {
    const otherUrl = (other: number) => at(place + other + 1);
    rooms.push(await stage.openRoom(mesh, { url: at(place), otherUrl, tabs: 2, observers: 1 }));
  }
  return { mesh, rooms };
}

/** What was refused to anybody, as `send: unavailable`. */
function refusedTo(rooms: readonly Room[]): string[] {
  return rooms.flatMap(({ visitor }) =>
    visitor.log.refusals.map(({ op, code }) => `${op}: ${code}`),
  );
}

export const twoOfEach: Scenario[] = [
  scenario({
    id: 'X6',
    title:
      'of two relays and two dbmgrs any one may be killed: nothing is lost, doubled, unordered',
    isShort: false,
    async run(stage) {
      const { mesh, rooms } = await openHalls(stage);
      const stops = rooms.map((room) => room.speak({ everyMs: 30 }));
      for (const name of stage.random.shuffle(['dbmgr', 'dbmgr-2', 'relay', 'relay-2'])) {
        const victim = mesh.process(name);
        await sleep(stage.random.int(50, 300));
        stage.note(`${name} dies`);
        const sinceMs = performance.now();
        await victim.kill();
        await victim.ready();
        const what = `${name} of two died`;
        const tookMs = await stage.converge(rooms, { what, limitMs: recoveryMs, sinceMs });
        if (tookMs !== null) stage.figure(what, tookMs, 'ms');
      }
      for (const stop of stops) stop();
      await stage.converge(rooms, { what: 'the end', limitMs: recoveryMs });
      await stage.prove(mesh, rooms);
    },
  }),
  scenario({
    id: 'X6',
    title: 'a rolling restart of every process under load: 0 failed sends, 0 lost events',
    isShort: true,
    async run(stage) {
      const { mesh, rooms } = await openHalls(stage);
      const stops = rooms.map((room) => room.speak({ everyMs: 30 }));
      for (const name of ['dbmgr', 'dbmgr-2', 'web', 'web-2', 'relay', 'relay-2']) {
        const one = mesh.process(name);
        stage.note(`${name} is asked to end`);
        await one.term();
        await one.ready();
      }
      for (const stop of stops) stop();
      await stage.converge(rooms, { what: 'the rolling restart', limitMs: recoveryMs });
      await stage.prove(mesh, rooms);
      const refused = refusedTo(rooms);
      stage.figure('refused sends', refused.length, 'sends');
      if (refused.length > 0) throw new Error(`refused: ${[...new Set(refused)].join(', ')}`);
    },
  }),
];

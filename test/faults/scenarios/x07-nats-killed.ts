import { setTimeout as sleep } from 'node:timers/promises';
import type { Room } from '../harness/clients/room.ts';
import type { FaultStage, Scenario } from '../harness/scenario.ts';
import { scenario } from '../harness/scenario.ts';

/** From when the server is back. */
const flowMs = 2000;

export const natsKilled: Scenario[] = [
  scenario({
    id: 'X7',
    title:
      'nats-server killed under load loses and doubles nothing; sends flow 2 s after it is back',
    isShort: true,
    run: (stage) => killUnderLoad(stage, [100, 1500]),
  }),
  scenario({
    id: 'X7',
    title: 'nats-server away for 0.1, 5 and 60 s: nothing lost or doubled, sends flow in 2 s',
    isShort: false,
    limitMs: 240_000,
    run: (stage) => killUnderLoad(stage, [100, 100, 100, 5000, 5000, 60_000]),
  }),
];

async function killUnderLoad(stage: FaultStage, absencesMs: number[]): Promise<void> {
  const mesh = await stage.startMesh({ dbmgrs: 2, relays: 2, bots: ['chat-bot'] });
  const between = await stage.openRoom(mesh, {
    observers: 2,
    otherUrl: (place) => mesh.relayUrls[place % 2]!,
  });
  const withBot = await stage.openRoom(mesh, { with: 'chat-bot' });
  const rooms = [between, withBot];
  const stops = [between.speak({ everyMs: 50 }), speakToReverser(stage, withBot)];
  for (const downMs of absencesMs) {
    await sleep(stage.random.int(100, 600));
    stage.note(`nats-server is killed and stays away for ${downMs} ms`);
    await mesh.nats.kill({ downMs });
    await mesh.nats.ready();
    const what = `nats-server was away for ${downMs} ms`;
    const tookMs = await stage.converge(rooms, { what, limitMs: flowMs });
    if (tookMs !== null) stage.figure(`sends flow after ${downMs} ms without NATS`, tookMs, 'ms');
  }
  for (const stop of stops) stop();
  await stage.converge(rooms, { what: 'the end', limitMs: flowMs });
  await stage.prove(mesh, rooms);
}

/** As `speak` does, and what the reverser may answer is expected. */
export function speakToReverser(stage: FaultStage, room: Room, everyMs = 150): () => void {
  const timer = setInterval(() => {
    if (!room.mayWrite()) return;
    const { text } = room.say();
    stage.history.answers.add(text.split(' ').toReversed().join(' '));
  }, everyMs);
  return () => clearInterval(timer);
}

import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../harness/clients/room.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';
import { speakToReverser } from './x07-nats-killed.ts';

const flowMs = 5000;
const answeredMs = 15_000;

type Loss = { what: string; lose: (mesh: Mesh) => Promise<void> };

const losses: Loss[] = [
  {
    what: 'nats-server comes back with an empty store',
    lose: (mesh) => loseFiles(mesh, 'jetstream'),
  },
  {
    // No user of the bus may delete a stream, so its files go while the server is away.
    what: 'the stream is gone',
    lose: (mesh) => loseFiles(mesh, 'jetstream/jetstream/$G/streams/TASKS'),
  },
  { what: 'the consumer is deleted', lose: deleteConsumer },
];

export const streamLost: Scenario[] = [
  scenario({
    id: 'X8',
    title: 'an empty NATS store, a deleted stream or consumer loses no message and no answer',
    isShort: false,
    limitMs: 120_000,
    run: loseStreams,
  }),
];

async function loseStreams(stage: FaultStage): Promise<void> {
  const mesh = await stage.startMesh({ dbmgrs: 2, bots: ['chat-bot'] });
  const rooms = await Promise.all([1, 2].map(() => stage.openRoom(mesh, { with: 'chat-bot' })));
  for (const { what, lose } of losses) {
    const stops = rooms.map((room) => speakToReverser(stage, room, 200));
    await sleep(stage.random.int(300, 800));
    stage.note(what);
    await lose(mesh);
    const tookMs = await stage.converge(rooms, { what, limitMs: flowMs });
    if (tookMs !== null) stage.figure(`sends flow when ${what}`, tookMs, 'ms');
    for (const stop of stops) stop();
    const sinceMs = performance.now();
    await until(() => isAllAnswered(mesh), `everything is answered after ${what}`, answeredMs);
    stage.figure(`all answered after ${what}`, performance.now() - sinceMs, 'ms');
  }
  await stage.converge(rooms, { what: 'the end', limitMs: flowMs });
  await stage.prove(mesh, rooms);
}

async function isAllAnswered(mesh: Mesh): Promise<boolean> {
  const [row] = await mesh.sql<{ open: number }>(
    "SELECT COUNT(*) AS open FROM tasks WHERE state IN ('queued', 'sent')",
  );
  return row!.open === 0;
}

async function loseFiles(mesh: Mesh, folder: string): Promise<void> {
  const letBack = mesh.nats.hold();
  await mesh.nats.kill();
  const path = join(mesh.home.nats, folder);
  if (!existsSync(path)) throw new Error(`nothing is stored at ${path}`);
  rmSync(path, { recursive: true });
  letBack();
  await mesh.nats.ready();
}

/** With dbmgr's own rights over the JetStream API. */
async function deleteConsumer(mesh: Mesh): Promise<void> {
  const { connection } = await mesh.bus('dbmgr');
  await connection.request('$JS.API.CONSUMER.DELETE.TASKS.chat-bot', '', { timeout: 2000 });
}

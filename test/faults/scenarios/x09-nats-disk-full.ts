import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../harness/clients/room.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';
import { speakToReverser } from './x07-nats-killed.ts';

const diskBytes = 12 * 1024 * 1024;
const pieceBytes = 64 * 1024;
const fullForMs = 6000;
const flowMs = 2000;
const answeredMs = 20_000;

export const natsDiskFull: Scenario[] = [
  scenario({
    id: 'X9',
    title: 'NATS on a full disk: people go on talking, bots answer all once there is room again',
    isShort: false,
    needsRoot: true,
    limitMs: 120_000,
    run: fillDisk,
  }),
];

async function fillDisk(stage: FaultStage): Promise<void> {
  const disk = stage.use(createDisk());
  const mesh = await stage.startMesh({ bots: ['chat-bot'] });
  const between = await stage.openRoom(mesh);
  const withBot = await stage.openRoom(mesh, { with: 'chat-bot' });
  const letBack = mesh.nats.hold();
  await mesh.nats.kill();
  disk.mount(join(mesh.home.nats, 'jetstream'));
  letBack();
  await mesh.nats.ready();
  const stops = [between.speak(), speakToReverser(stage, withBot, 100)];
  await sleep(2000);
  stage.note('the disk of NATS is full');
  disk.fill();
  await sleep(fullForMs);
  const meanwhile = { what: 'the disk of NATS became full', limitMs: flowMs };
  const peopleMs = await stage.converge([between, withBot], meanwhile);
  if (peopleMs !== null) stage.figure('messages with a full disk', peopleMs, 'ms');
  stage.note('there is room again, and nats-server is started anew');
  disk.free();
  await mesh.nats.kill();
  await mesh.nats.ready();
  for (const stop of stops) stop();
  const sinceMs = performance.now();
  await until(() => isAllAnswered(mesh), 'everything is answered', answeredMs);
  stage.figure('all answered after the disk has room', performance.now() - sinceMs, 'ms');
  await stage.converge([between, withBot], { what: 'the end', limitMs: flowMs });
  await stage.prove(mesh, [between, withBot]);
}

async function isAllAnswered(mesh: Mesh): Promise<boolean> {
  const [row] = await mesh.sql<{ open: number }>(
    "SELECT COUNT(*) AS open FROM tasks WHERE state IN ('queued', 'sent')",
  );
  return row!.open === 0;
}

/** A small disk that can be filled to its last byte; unmounted when it is disposed. */
function createDisk() {
  let folder: string | undefined;
  const filler = () => join(folder!, 'filler');
  return {
    mount(path: string): void {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes}`, 'natter-faults', path]);
      folder = path;
    },
    fill(): void {
      const piece = Buffer.alloc(pieceBytes, 1);
      for (let size = pieceBytes; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 8)) {
        fillWith(filler(), piece.subarray(0, size));
      }
    },
    free: () => rmSync(filler()),
    [Symbol.dispose](): void {
      if (folder) execFileSync('umount', ['-l', folder]);
    },
  };
}

function fillWith(file: string, piece: Buffer): void {
  try {
    for (let written = 0; written < diskBytes; written += piece.length) {
      writeFileSync(file, piece, { flag: 'a' });
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

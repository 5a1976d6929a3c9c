import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { reverseWords } from '../../../chat-bot/reverse-words.ts';
import { features } from '../../../internal/contract/features.ts';
import type { Room } from '../harness/clients/room.ts';
import type { Mesh } from '../harness/mesh/mesh.ts';
import { unpackPrevious } from '../harness/mesh/previous-tree.ts';
import { type FaultStage, type Scenario, scenario } from '../harness/scenario.ts';

const run = promisify(execFile);

/** Who asks; each meets a dbmgr of the other version, whichever of the two is the older. */
const askers = ['relay', 'web', 'chat-bot'] as const;
/** In the order in which an upgrade changes them. */
const kinds = ['dbmgr', ...askers] as const;
const two = { webs: 2, relays: 2, dbmgrs: 2, bots: ['chat-bot', 'chat-bot'] } as const;
const recoveryMs = 15_000;
const talkMs = 800;

/** Half of everybody sits at one relay, half at the other; one speaks with an automation. */
async function openHalls(stage: FaultStage, mesh: Mesh): Promise<Room[]> {
  const at = (place: number) => mesh.relayUrls[place % 2]!;
  const rooms: Room[] = [];
  for (let place = 0; place < 3; place++) {
    const otherUrl = (other: number) => at(place + other + 1);
    const seats = { url: at(place), otherUrl, tabs: 2, observers: 1 };
    const bot = place === 2 ? { with: 'chat-bot', answer: reverseWords } : {};
    rooms.push(await stage.openRoom(mesh, { ...seats, ...bot }));
  }
  return rooms;
}

/** Ends one process after the other; each comes back from where `trees` has it by then. */
async function replace(mesh: Mesh, kind: string): Promise<void> {
  for (const name of [kind, `${kind}-2`]) {
    const one = mesh.process(name);
    await one.term();
    await one.ready();
  }
}

/** `feature.operation` of each that this version's web may ask for and the other does not know. */
async function newOperations(folder: string): Promise<string[]> {
  const program = `import { features } from ${JSON.stringify(
    join(folder, 'internal/contract/features.ts'),
  )};
    const names = Object.values(features).flatMap((one) =>
      Object.keys(one.operations).map((name) => one.name + '.' + name));
    console.log(JSON.stringify(names));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program]);
  const known = new Set(JSON.parse(stdout) as string[]);
  return Object.values(features).flatMap(({ name: feature, operations }) =>
    Object.entries(operations)
      .filter(([, { callers }]) => (callers as readonly string[]).includes('web'))
      .map(([name]) => `${feature}.${name}`)
      .filter((name) => !known.has(name)),
  );
}

type Ask = (input: object, context: object) => Promise<unknown>;

/** None of them may be taken for something else, and none may hurt who cannot answer it. */
async function askAll(mesh: Mesh, operations: readonly string[]): Promise<void> {
  const call = (await mesh.call()) as unknown as Record<string, Record<string, Ask>>;
  await Promise.all(
    operations.map(async (operation) => {
      const [feature = '', name = ''] = operation.split('.');
      const outcome = await call[feature]![name]!({}, { timeoutMs: 1000 }).then(
        () => 'done',
        ({ code }: { code: string }) => code,
      );
      if (outcome !== 'unavailable') throw new Error(`${operation} was answered ${outcome}`);
    }),
  );
}

async function talk(stage: FaultStage, rooms: readonly Room[], what: string): Promise<void> {
  await sleep(talkMs);
  const tookMs = await stage.converge(rooms, { what, limitMs: recoveryMs });
  if (tookMs !== null) stage.figure(what, tookMs, 'ms');
}

export const versionSkew: Scenario[] = [
  scenario({
    id: 'X41',
    title: 'each process may be of the version before, in any order: nothing is lost or doubled',
    isShort: false,
    limitMs: 180_000,
    async run(stage) {
      const { folder, revision } = stage.use(await unpackPrevious());
      stage.note(`the version before is ${revision}`);
      const fresh = await newOperations(folder);
      const trees = new Map<string, string>([...kinds, 'migrate'].map((kind) => [kind, folder]));
      const mesh = await stage.startMesh({ ...two, bots: [...two.bots], preload: false, trees });
      const rooms = await openHalls(stage, mesh);
      const stops = rooms.map((room) => room.speak({ everyMs: 30 }));
      await askAll(mesh, fresh);
      stage.figure('operations that the version before does not know', fresh.length, 'operations');
      const change = async (kind: string, to: 'new' | 'old', what: string) => {
        stage.note(what);
        if (to === 'new') trees.delete(kind);
        else trees.set(kind, folder);
        await replace(mesh, kind);
        await talk(stage, rooms, what);
      };
      for (const kind of askers) {
        // What it asks for may be unknown, and then it waits: the order of an upgrade is another.
        stage.note(`${kind} alone is new`);
        trees.delete(kind);
        await replace(mesh, kind);
        await sleep(talkMs);
        await change(kind, 'old', `${kind} is old again`);
      }
      // A dbmgr takes no schema that is newer than itself when it starts; one that runs goes on.
      await mesh.migrate();
      await talk(stage, rooms, 'the schema is new');
      for (const kind of kinds) await change(kind, 'new', `${kind} is new, and what was before it`);
      for (const kind of askers) {
        await change(kind, 'old', `${kind} alone is old`);
        await change(kind, 'new', `${kind} is new again`);
      }
      for (const stop of stops) stop();
      await stage.converge(rooms, { what: 'the end', limitMs: recoveryMs });
      await stage.prove(mesh, rooms);
    },
  }),
];

import { spawn } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { listBuildContext } from './build-context.ts';
import type { BuildStage, Instruction } from './dockerfile.ts';

/** Where a stage's `/` is, and the folder that WORKDIR named. */
type Place = { root: string; workdir: string };

/**
 * Does what a Dockerfile says without a container engine: every stage has a clean folder for its
 * `/`, COPY copies what `.dockerignore` lets through, RUN runs with absolute paths moved into that
 * folder. Resolves with the last stage's folder. Throws at an instruction it does not know.
 */
export async function replayBuild(
  context: string,
  stages: BuildStage[],
  folder: string,
): Promise<Place> {
  const places = new Map<string, Place>();
  const files = await listBuildContext(context);
  let last: Place = { root: folder, workdir: '/' };
  for (const [number, stage] of stages.entries()) {
    last = { root: join(folder, String(number)), workdir: '/' };
    places.set(stage.name || String(number), last);
    await mkdir(last.root);
    for (const instruction of stage.instructions) {
      await replay(instruction, last, places, { context, files });
    }
  }
  return last;
}

async function replay(
  { name, argument }: Instruction,
  place: Place,
  places: Map<string, Place>,
  build: { context: string; files: string[] },
): Promise<void> {
  if (name === 'WORKDIR') {
    place.workdir = argument;
    await mkdir(join(place.root, argument), { recursive: true });
  } else if (name === 'COPY') {
    await copy(argument.split(/\s+/), place, places, build);
  } else if (name === 'RUN') {
    await run(argument.replaceAll(/(?<=\s)\/(?=\w)/g, `${place.root}/`), place);
  } else if (!['ENV', 'USER', 'CMD'].includes(name)) {
    throw new Error(`${name} is not replayed`);
  }
}

async function copy(
  words: string[],
  place: Place,
  places: Map<string, Place>,
  { context, files }: { context: string; files: string[] },
): Promise<void> {
  // Owners are the container engine's matter.
  const flags = words.filter((word) => word.startsWith('--') && !word.startsWith('--chown='));
  const sources = words.filter((word) => !word.startsWith('--')).slice(0, -1);
  const target = join(place.root, resolve(place.workdir, words.at(-1)!));
  const stage = /^--from=(.+)$/.exec(flags.join(' '))?.[1];
  if (stage !== undefined) {
    const from = places.get(stage);
    if (!from) throw new Error(`no stage ${stage}`);
    for (const source of sources) await cp(join(from.root, source), target, { recursive: true });
    return;
  }
  for (const source of sources) {
    const wanted = source === '.' ? files : files.filter((file) => file === source);
    if (wanted.length === 0) throw new Error(`${source} is not in the build context`);
    for (const file of wanted) {
      const to = source === '.' ? join(target, file) : join(target, basename(file));
      await mkdir(dirname(to), { recursive: true });
      await cp(join(context, file), to);
    }
  }
}

/** npm's cache is the machine's own, so that nothing is fetched twice. */
async function run(command: string, place: Place): Promise<void> {
  const env = {
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    HOME: place.root,
    npm_config_cache: process.env.npm_config_cache ?? join(homedir(), '.npm'),
    npm_config_prefer_offline: 'true',
  };
  const child = spawn('sh', ['-ec', command], {
    cwd: join(place.root, place.workdir),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}: ${output.slice(-2000)}`);
}

import { join } from 'node:path';
import type { MeshFacts } from '../../../../cmd/up/child-env.ts';
import { spawnChild } from '../../../../cmd/up/spawn-child.ts';
import { programsIn } from '../../../../cmd/up/start-mesh.ts';
import type { Home } from '../../../../internal/home/open-home.ts';
import type { Links } from '../proxy/links.ts';
import { processEnv, type Settings } from './mesh-env.ts';
import type { MeshOptions } from './mesh-options.ts';
import { type MeshProcess, type ProcessKind, startProcess } from './mesh-process.ts';

export type ProgramOptions = {
  home: Home;
  pidsFolder: string;
  facts: MeshFacts;
  links: Links;
  webPorts: number[];
  relayPorts: number[];
  options: MeshOptions;
  /** Told of each process as soon as it is healthy. */
  onStarted: (one: MeshProcess) => void;
};

type Program = Exclude<ProcessKind, 'nats' | 'mysql'>;
type Plan = { kind: Program; place: number; own: Settings };

const programs = programsIn(join(import.meta.dirname, '../../../../cmd'));

/** Starts every process of the project that the mesh has, all at once. */
export async function startPrograms(parts: ProgramOptions): Promise<void> {
  const { webPorts, relayPorts, options } = parts;
  const plans: Plan[] = [
    ...Array.from({ length: options.dbmgrs ?? 1 }, (_, place) => plan('dbmgr', place)),
    ...Array.from({ length: options.files ?? 0 }, (_, place) => plan('files', place)),
    ...relayPorts.map((port, place) => plan('relay', place, { RELAY_PORT: String(port) })),
    ...webPorts.map((port, place) => plan('web', place, { WEB_PORT: String(port) })),
    ...(options.bots ?? []).map((bot, place, bots) =>
      plan(bot, bots.indexOf(bot) === place ? 0 : 1),
    ),
  ];
  await Promise.all(plans.map((one) => start(parts, one)));
}

/** Of this checkout, unless another one was named. */
function scriptOf(kind: Program, names: readonly string[], { trees }: MeshOptions): string {
  const tree = names.map((name) => trees?.get(name)).findLast((found) => found !== undefined);
  return tree === undefined ? programs[kind] : programsIn(join(tree, 'cmd'))[kind];
}

function plan(kind: Program, place: number, own: Settings = {}): Plan {
  return { kind, place, own };
}

async function start(parts: ProgramOptions, { kind, place, own }: Plan): Promise<void> {
  const { home, pidsFolder, facts, links, options, onStarted } = parts;
  const name = place === 0 ? kind : `${kind}-${place + 1}`;
  const names = name === kind ? [kind] : [kind, name];
  const of = <T>(part: Partial<Record<string, T[]>> = {}) =>
    names.flatMap((one) => part[one] ?? []);
  const preload = {
    control: join(home.folder, `${name}.ctl`),
    armed: of(options.armed),
    sabotage: of(options.sabotage),
  };
  const isPreloaded = options.preload !== false;
  const wished: Settings = { ...options.env?.[kind], ...options.env?.[name] };
  const env = processEnv({
    kind,
    facts,
    own: { ...own, ...links.settingsOf(names, facts), ...wished },
    preload: isPreloaded ? preload : undefined,
  });
  const logFile = join(home.logs, `${name}.log`);
  onStarted(
    await startProcess({
      name,
      kind,
      logFile,
      pidsFolder,
      control: isPreloaded ? preload.control : undefined,
      launch: () => spawnChild({ name, script: scriptOf(kind, names, options), env, logFile }),
    }),
  );
}

import { join } from 'node:path';
import type { Home } from '../../internal/home/open-home.ts';
import { childEnv } from './child-env.ts';
import type { MeshFacts } from './child-env.ts';
import type { Stage } from './drain.ts';
import type { Supervise } from './mesh-supervisor.ts';
import type { Counts } from './read-options.ts';
import type { Door } from './open-door.ts';
import type { Spares } from './keep-spare.ts';
import { spawnChild, spawnStandby, type Standby } from './spawn-child.ts';

/** One process of the mesh to start. */
export type ChildPlan = { name: string; stage: Stage; script: string };

/** Where the programs of the mesh are; tests put others in their place. */
export type Programs = Record<
  'migrate' | 'dbmgr' | 'files' | 'courier' | 'relay' | 'web' | 'chat-bot' | 'mat-bot',
  string
>;

/** The programs of this checkout, whose `cmd/` is `folder`. */
export function programsIn(folder: string): Programs {
  const at = (name: string) => join(folder, `${name}.ts`);
  return {
    migrate: at('migrate'),
    dbmgr: at('dbmgr'),
    files: at('files'),
    courier: at('courier'),
    relay: at('relay'),
    web: at('web'),
    'chat-bot': at('chat-bot'),
    'mat-bot': at('mat-bot'),
  };
}

/** In the order of starting: everything in one group starts at the same time. */
export function planChildren(programs: Programs, counts: Counts): ChildPlan[][] {
  const several = (stage: Stage, program: keyof Programs, count: number): ChildPlan[] =>
    Array.from({ length: count }, (_, place) => ({
      name: count === 1 ? program : `${program}-${place + 1}`,
      stage,
      script: programs[program],
    }));
  return [
    several('dbmgr', 'dbmgr', counts.dbmgrs),
    [
      ...several('files', 'files', 1),
      ...several('courier', 'courier', 1),
      ...several('bots', 'chat-bot', 1),
      ...several('bots', 'mat-bot', 1),
      ...several('relay', 'relay', counts.relays),
      ...several('web', 'web', counts.webs),
    ],
  ];
}

/** What a stage of one process has, so that it is missed but a moment when it dies. */
export type Backing = { door?: Door | null; keepSpare?: (spawn: () => Promise<Standby>) => Spares };

/** Starts the processes group after group; resolves when all are ready. */
export async function startChildren(
  plan: ChildPlan[][],
  home: Home,
  facts: MeshFacts,
  supervise: Supervise,
  backings: Partial<Record<Stage, Backing>> = {},
): Promise<void> {
  for (const group of plan) {
    await allOrFirstError(
      group.map(({ name, stage, script }) => {
        const logFile = join(home.logs, `${name}.log`);
        const env = childEnv(stage, facts, process.env);
        const { door, keepSpare } = backings[stage] ?? {};
        const child = { name, script, env, logFile, door: door ?? undefined };
        const spares = keepSpare?.(() => spawnStandby(child));
        return supervise(stage, {
          name,
          logFile,
          launch: () => spares?.launch() ?? spawnChild(child),
        });
      }),
    );
  }
}

/** Like `Promise.all`, but waits for all before it throws: nothing starts behind its back. */
export async function allOrFirstError<T>(work: Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

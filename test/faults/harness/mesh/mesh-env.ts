import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { childEnv, type MeshFacts } from '../../../../cmd/up/child-env.ts';
import type { Stage } from '../../../../cmd/up/drain.ts';
import type { SettingName } from '../../../../internal/config/settings.ts';
import { type Arming, armedVariable, controlVariable, sabotageVariable } from './actions.ts';
import type { Sabotage } from './actions.ts';
import type { ProcessKind } from './mesh-process.ts';

/** Environment variables of one process that differ from the mesh's own. */
export type Settings = Partial<Record<SettingName, string>>;

export type EnvOptions = {
  kind: ProcessKind;
  facts: MeshFacts;
  own: Settings;
  /** Unset without the preload. */
  preload?: { control: string; armed: Arming[]; sabotage: Sabotage[] };
};

const root = join(import.meta.dirname, '../../../..');
const preloadFile = join(root, 'test/faults/harness/arm-failpoints.ts');
const compileCache = join(root, 'node_modules/.cache/node');

const stageOf = { web: 'web', relay: 'relay', dbmgr: 'dbmgr', files: 'files' } as const;

/** What a process of this kind finds in its environment: what `npm start` gives it, and more. */
export function processEnv({ kind, facts, own, preload }: EnvOptions): NodeJS.ProcessEnv {
  const stage: Stage = kind in stageOf ? stageOf[kind as keyof typeof stageOf] : 'bots';
  return {
    ...childEnv(stage, facts, plainEnvironment()),
    NODE_COMPILE_CACHE: compileCache,
    ...own,
    ...(preload && {
      NODE_OPTIONS: `--import=${pathToFileURL(preloadFile).href}`,
      [controlVariable]: preload.control,
      [armedVariable]: JSON.stringify(preload.armed),
      [sabotageVariable]: JSON.stringify(preload.sabotage),
    }),
  };
}

/** Whatever else stands in the environment of the tests is not the mesh's. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, TZ } = process.env;
  return { PATH, HOME, ...(TMPDIR && { TMPDIR }), ...(TZ && { TZ }) };
}

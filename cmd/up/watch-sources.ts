import { watch } from 'node:fs';
import { sep } from 'node:path';
import type { Running, Stage } from './drain.ts';

const settleMs = 200;

/** What a change in a top folder concerns; `internal` concerns everything. */
const stagesOf: Record<string, Stage[]> = {
  web: ['web'],
  relay: ['relay'],
  dbmgr: ['dbmgr'],
  files: ['files'],
  courier: ['courier'],
  'chat-bot': ['bots'],
  'mat-bot': ['bots'],
  internal: ['dbmgr', 'files', 'courier', 'bots', 'relay', 'web'],
  cmd: ['dbmgr', 'files', 'courier', 'bots', 'relay', 'web'],
};

/** The stages whose processes run the changed file; none for tests and texts. */
export function stagesToRestart(file: string): Stage[] {
  if (/\.test\.ts$|\.md$/.test(file)) return [];
  return stagesOf[file.split(sep)[0]!] ?? [];
}

/** Restarts processes when their sources under `root` change, a moment after the last change. */
export function watchSources(
  root: string,
  running: Running,
  say: (line: string) => void,
): Disposable {
  const changed = new Set<Stage>();
  let timer: NodeJS.Timeout | undefined;
  async function restart(): Promise<void> {
    const stages = [...changed];
    changed.clear();
    say(`restarting ${stages.join(', ')}`);
    await Promise.all(stages.flatMap((stage) => running[stage].map((child) => child.restart())));
  }
  const watchers = Object.keys(stagesOf).map((folder) =>
    watch(`${root}${sep}${folder}`, { recursive: true }, (_event, file) => {
      for (const stage of stagesToRestart(`${folder}${sep}${file ?? ''}`)) changed.add(stage);
      clearTimeout(timer);
      if (changed.size > 0) timer = setTimeout(() => void restart(), settleMs);
    }),
  );
  return {
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}

import { processStart } from '../process/process-identity.ts';
import type { ProcessIdentity } from '../process/process-identity.ts';
import type { Home } from './open-home.ts';
import { readPrivateJson, writePrivateJson } from './private-json.ts';

/** A process that was started for this home. */
export type RecordedProcess = ProcessIdentity & { name: string };

/** Remembers on disk which processes were started, so that the next start finds what was left. */
export type ProcessRecord = {
  add: (name: string, pid: number) => Promise<void>;
  remove: (pid: number) => void;
};

/** Begins a record, which replaces the one that was there. */
export function keepProcessRecord(home: Home): ProcessRecord {
  const processes = new Map<number, RecordedProcess>();
  const save = () => writePrivateJson(home.processesFile, [...processes.values()]);
  save();
  return {
    add: async (name, pid) => {
      const startedAt = await processStart(pid);
      if (startedAt === undefined) return;
      processes.set(pid, { name, pid, startedAt });
      save();
    },
    remove: (pid) => {
      if (!processes.delete(pid)) return;
      try {
        save();
      } catch {
        // A full disk must not keep the others from being ended; what is gone is recognised later.
      }
    },
  };
}

/** The processes that were recorded last and were never seen to end. */
export function readProcessRecord(home: Home): RecordedProcess[] {
  return (readPrivateJson(home.processesFile) ?? []) as RecordedProcess[];
}

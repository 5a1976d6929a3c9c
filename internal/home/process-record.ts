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
  const write = () => writePrivateJson(home.processesFile, [...processes.values()]);
  write();
  const save = () => {
    try {
      write();
    } catch {
      // A full disk must keep nobody from starting or from being ended.
    }
  };
  return {
    add: async (name, pid) => {
      const startedAt = await processStart(pid);
      if (startedAt === undefined) return;
      processes.set(pid, { name, pid, startedAt });
      save();
    },
    remove: (pid) => {
      if (processes.delete(pid)) save();
    },
  };
}

/** The processes that were recorded last and were never seen to end. */
export function readProcessRecord(home: Home): RecordedProcess[] {
  return (readPrivateJson(home.processesFile) ?? []) as RecordedProcess[];
}

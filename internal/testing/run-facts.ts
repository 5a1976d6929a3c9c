/** What vitest's main process prepared for all workers of a run (see global-setup.ts). */
export type RunFacts = {
  /** Random letters and digits: names made by this run never meet another's. */
  run: string;
  /** Temporary folder of the run; gone when it ends, however it ends. */
  folder: string;
  /** A file named by its pid in here is a process to end when the run ends. */
  pidsFolder: string;
  /** Unpacked servers, see internal/servers. */
  serversFolder: string;
  /** `mysql://root:…@127.0.0.1:port`, no schema. */
  mysqlUrl: string;
};

declare module 'vitest' {
  interface ProvidedContext {
    facts: RunFacts;
  }
}

import type { Flavour } from './versions.ts';

/** A server program that was found, and what it needs to run. */
export type ServerBinary = {
  /** Absolute path of the program. */
  path: string;
  flavour: Flavour;
  /** For example `10.11.6`. */
  version: string;
  /** Where its libraries are when they were unpacked beside it; empty when the system has them. */
  sharedObjects: string;
  /** The folder that `usr/` stands in: `/` for an installed server, else the unpacked tree. */
  root: string;
};

export type ServerBinaries = {
  nats: ServerBinary | undefined;
  mysql: ServerBinary | undefined;
  /** For the benchmark's peers alone. */
  redis: ServerBinary | undefined;
};

/** The environment to run the program with. */
export function binaryEnv(binary: Pick<ServerBinary, 'sharedObjects'>): NodeJS.ProcessEnv {
  // The rest of the environment is not the server's business: it may hold natter's secrets.
  const { PATH, HOME, TMPDIR, LANG } = process.env;
  const env: NodeJS.ProcessEnv = { PATH, HOME, TMPDIR, LANG };
  if (binary.sharedObjects) env.LD_LIBRARY_PATH = binary.sharedObjects;
  return env;
}

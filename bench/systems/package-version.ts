import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The version of a package as the peers have it. */
export function packageVersion(name: string): string {
  const require = createRequire(join(import.meta.dirname, '../peers/socket-io.mjs'));
  return (require(`${name}/package.json`) as { version: string }).version;
}

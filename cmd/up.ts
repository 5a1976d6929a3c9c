import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runUp } from './up/run-up.ts';
import { programsIn } from './up/start-mesh.ts';

// A reader of the output that went away is no reason to end.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

const folder = dirname(fileURLToPath(import.meta.url));
process.exit(await runUp(process.argv.slice(2), programsIn(folder)));

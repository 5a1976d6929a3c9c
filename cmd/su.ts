import { runSu } from '../su/run-su.ts';

const terminal = { input: process.stdin, output: process.stdout, errors: process.stderr };

process.exit(await runSu({ args: process.argv.slice(2), env: process.env, terminal }));

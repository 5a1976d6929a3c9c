import { runWhatIf } from '../su/run-what-if.ts';

const terminal = { input: process.stdin, output: process.stdout, errors: process.stderr };

process.exit(await runWhatIf({ args: process.argv.slice(2), env: process.env, terminal }));

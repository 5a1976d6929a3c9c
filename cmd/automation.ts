import { runAutomationTool } from '../su/run-automation.ts';

const terminal = { input: process.stdin, output: process.stdout, errors: process.stderr };

process.exit(await runAutomationTool({ args: process.argv.slice(2), env: process.env, terminal }));

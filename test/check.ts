import { presentCheck, runChecks } from './checks.ts';

const results = await runChecks((result) => console.log(presentCheck(result)));
const failed = results.filter(({ passed }) => !passed);
console.log(
  failed.length === 0
    ? 'everything is in order'
    : `not in order: ${failed.map(({ name }) => name).join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

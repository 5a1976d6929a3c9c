import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { presentViolations } from './harness/checker/check-history.ts';
import { openEvidence } from './harness/campaign/evidence.ts';
import { presentTable, tally } from './harness/campaign/report.ts';
import { runCampaign } from './harness/campaign/run-campaign.ts';
import { runScenario, type Scenario } from './harness/scenario.ts';
import { allScenarios } from './scenarios/all.ts';

const usage = `npm run faults -- [NAME…] [--list] [--seed N]
npm run faults -- --cycles N [--seed N] [--json FILE]   kills at random, N times`;
const maxSeed = 2 ** 31;
const say = (line: string) => void process.stdout.write(`${line}\n`);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean' },
    list: { type: 'boolean' },
    seed: { type: 'string' },
    cycles: { type: 'string' },
    json: { type: 'string' },
  },
});
const seed = Number(values.seed) || randomInt(1, maxSeed);

const cycles = values.cycles === undefined ? 0 : Number(values.cycles);

if (values.help) say(usage);
else if (values.cycles !== undefined && !(Number.isSafeInteger(cycles) && cycles > 0)) {
  say(`--cycles: a whole number of at least 1, not ${JSON.stringify(values.cycles)}.\n${usage}`);
  process.exitCode = 1;
} else if (values.list) for (const { id, title } of allScenarios) say(`${id}: ${title}`);
else {
  say(`seed ${seed}`);
  const isGood = cycles > 0 ? await kill(cycles, values.json) : await runAll(pick(positionals));
  process.exitCode = isGood ? 0 : 1;
}

/** Those whose names were given, or all. */
function pick(names: readonly string[]): Scenario[] {
  const wanted = new Set(names.map((name) => name.toUpperCase()));
  return allScenarios.filter(({ id }) => wanted.size === 0 || wanted.has(id));
}

/** True when all passed. */
async function runAll(scenarios: readonly Scenario[]): Promise<boolean> {
  let [passed, failed, skipped] = [0, 0, 0];
  for (const one of scenarios) {
    if (one.needsRoot && process.getuid?.() !== 0) {
      skipped += 1;
      say(`skipped ${one.id}: ${one.title} (needs root)`);
      continue;
    }
    const began = performance.now();
    try {
      const { figures, acked } = await runScenario(one, seed);
      passed += 1;
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      say(`passed ${one.id}: ${one.title} (${acked} acked, ${seconds} s)`);
      for (const { name, value, unit } of figures) say(`    ${name}: ${Math.round(value)} ${unit}`);
    } catch (error) {
      failed += 1;
      say(`FAILED ${one.id}: ${one.title}\n${describe(error)}`);
    }
  }
  say(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
  return failed === 0 && passed > 0;
}

/** The kill campaign; each cycle counts as a test. */
async function kill(cycles: number, file?: string): Promise<boolean> {
  const evidence = openEvidence(seed, file);
  const began = performance.now();
  const violations = await runCampaign({
    seed,
    cycles,
    evidence,
    onCycle: ({ cycle, victim, at, acked, lost, doubled, gaps, recoveryMs }) => {
      const recovered = recoveryMs === null ? 'NEVER' : `${Math.round(recoveryMs)} ms`;
      say(`${cycle + 1}/${cycles} ${victim} at ${at}: ${acked} acked, whole again: ${recovered}`);
      for (const what of [...lost, ...doubled, ...gaps]) say(`    BROKEN: ${what}`);
    },
    onTrouble: say,
  });
  if (violations.length > 0) say(presentViolations(violations));
  say(presentTable(tally(evidence.results)));
  say(`seed ${seed}, took ${Math.round((performance.now() - began) / 1000)} s`);
  const failed = evidence.results.filter(
    ({ lost, doubled, gaps, recoveryMs }) =>
      lost.length + doubled.length + gaps.length > 0 || recoveryMs === null,
  ).length;
  const broken = failed + (violations.length > 0 ? 1 : 0);
  say(`${evidence.results.length - failed} passed, ${broken} failed`);
  return broken === 0;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

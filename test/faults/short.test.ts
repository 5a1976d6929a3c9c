import { randomInt } from 'node:crypto';
import { describe, test } from 'vitest';
import { runScenario } from './harness/scenario.ts';
import { allScenarios } from './scenarios/all.ts';

const maxSeed = 2 ** 31;
const usualLimitMs = 60_000;
/** Three workers share the machine. */
const patience = 3;

/** Every run takes other chances; `FAULTS_SEED` takes those of an earlier one. */
const seed = Number(process.env.FAULTS_SEED) || randomInt(1, maxSeed);

describe(`faults on real processes, FAULTS_SEED=${seed}`, () => {
  for (const one of allScenarios.filter(({ isShort }) => isShort)) {
    const { id, title, limitMs = usualLimitMs } = one;
    test(`${id}: ${title}`, { timeout: limitMs }, async () => {
      await runScenario(one, seed, { patience });
    });
  }
});

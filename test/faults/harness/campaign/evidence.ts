import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { CycleResult } from './cycle.ts';

/** Where the results of a campaign stand, one JSON object a line; a second run goes on there. */
export type Evidence = {
  /** Of earlier runs with the same seed. */
  results: CycleResult[];
  add: (result: CycleResult) => void;
};

type Line = CycleResult & { seed: number; endedAt: string };

/** In memory only without a file. Lines of other seeds stay where they are. */
export function openEvidence(seed: number, file?: string): Evidence {
  const earlier = file && existsSync(file) ? readLines(file) : [];
  const results = earlier.filter((line) => line.seed === seed).map(withoutSeed);
  return {
    results,
    add(result) {
      results.push(result);
      if (!file) return;
      const line: Line = { seed, endedAt: new Date().toISOString(), ...result };
      appendFileSync(file, `${JSON.stringify(line)}\n`);
    },
  };
}

function readLines(file: string): Line[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Line);
}

function withoutSeed({ seed: _seed, endedAt: _endedAt, ...result }: Line): CycleResult {
  return result;
}

import type { Comparison } from '../internal/policy/replay/compare-days.ts';
import type { Change } from '../internal/policy/replay/recorded-day.ts';
import { sayCalibration, waitLines } from '../internal/policy/replay/say-waits.ts';
import type { Organisation } from './read-day.ts';
import { showable } from './terminal.ts';

type Told = { org: Organisation; day: string; change: Change; comparison: Comparison };

/** The comparison as lines of a shell. */
export function writeComparison({ org, day, change, comparison }: Told): string[] {
  const { recorded, asItWas, changed, calibration, hours } = comparison;
  if (recorded.visitors === 0) {
    return [`Nobody asked for a person at ${showable(org.name)} on ${day}.`];
  }
  const head = ['', 'recorded', 'as it was', 'with the change'];
  const rows = waitLines.map(({ label, say }) => [
    label,
    ...[recorded, asItWas, changed].map((waits) => say(waits)),
  ]);
  const busy = hours.filter((hour) => hour.asItWas.seats > 0 || hour.changed.used > 0);
  const seats = busy.map(({ atMs, ...hour }) => [
    `${new Date(atMs).toISOString().slice(11, 16)} UTC`,
    '',
    ...[hour.asItWas, hour.changed].map((one) => `${one.used.toFixed(1)}/${one.seats.toFixed(1)}`),
  ]);
  return [
    `${showable(org.name)}, ${day}: ${sayChange(change)}`,
    '',
    ...layOut([head, ...rows]),
    '',
    sayCalibration(calibration),
    '',
    'Seats in use and open, on average, by hour:',
    ...layOut([head, ...seats]),
  ];
}

function sayChange({ limit, moreAgents = 0, languages = [], skills = [] }: Change): string {
  const parts = [
    ...(limit === undefined ? [] : [`${limit} conversations at a time`]),
    ...(moreAgents === 0 ? [] : [`${moreAgents} more ${moreAgents === 1 ? 'agent' : 'agents'}`]),
    ...(languages.length === 0 ? [] : [`who speak ${languages.join(', ')}`]),
    ...(skills.length === 0 ? [] : [`who know about ${skills.join(', ')}`]),
  ];
  return parts.length === 0 ? 'nothing changed' : parts.map(showable).join(', ');
}

/** Columns as wide as what stands in them. */
function layOut(rows: readonly string[][]): string[] {
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
      .join('  ')
      .trimEnd(),
  );
}

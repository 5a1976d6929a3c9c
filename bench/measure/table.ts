import type { Machine } from '../machine.ts';
import type { WorkloadResult } from '../run-workload.ts';
import type { Sample } from '../workload.ts';
import { type LaneResult, summarise, type TargetResult } from './judge.ts';
import { type Spread, spreadOf } from './ratio.ts';

const header = [
  'system',
  'throughput',
  'p50 ms',
  'p99 ms',
  'CPU µs each',
  'of which',
  'generator µs',
  'memory',
  'lost',
  'doubled',
  'out of order',
];

const figureWords: Record<string, string> = {
  throughput: 'throughput',
  p50Ms: 'p50',
  p99Ms: 'p99',
  cpuUs: 'CPU',
  residentBytes: 'memory',
};

/** Everything as lines of Markdown, which is how a terminal gets it too, with columns aligned. */
export function presentResults(machine: Machine, results: WorkloadResult[]): string {
  return [presentMachine(machine), ...results.map(presentWorkload)].join('\n\n');
}

function presentMachine({ date, cpu, cores, memoryBytes, node, commit }: Machine): string {
  const memory = `${Math.round(memoryBytes / 2 ** 30)} GiB`;
  return [
    date.slice(0, 10),
    cpu,
    `${cores} cores (load generator included)`,
    memory,
    `Node ${node}`,
    ...(commit ? [`commit ${commit}`] : []),
  ].join(', ');
}

function presentWorkload(result: WorkloadResult): string {
  const { name, what, rounds, secondsARound, settings, versions, lanes, targets } = result;
  const set = Object.entries(settings).map(([system, list]) => `${system} with ${list.join(' ')}`);
  const used = Object.entries(versions).map(([program, version]) => `${program} ${version}`);
  return [
    `### ${name}`,
    `${what}. ${rounds} × ${secondsARound} s each. ${used.join(', ')}.`,
    ...(set.length > 0 ? [`Raised: ${set.join('; ')}.`] : []),
    '',
    alignColumns([header, ...lanes.map(presentLane)]),
    '',
    ...presentExtras(lanes),
    ...targets.map(presentTarget),
    ...result.breaches.map(({ lane, what, count }) => `- ✗ ${lane}: ${count} ${what}`),
  ].join('\n');
}

function presentLane({ name, samples }: LaneResult): string[] {
  const summary = summarise(samples);
  const show = (figure: string) => presentNumber(summary[figure]!);
  return [
    name,
    `${show('throughput')} ${samples[0]!.unit}/s`,
    show('p50Ms'),
    show('p99Ms'),
    show('cpuUs'),
    presentRoles(samples),
    show('generatorUs'),
    presentBytes(summary['residentBytes']!),
    String(summary['lost']),
    String(summary['doubled']),
    String(summary['disordered']),
  ];
}

/** A table of the figures that only this workload has; nothing where there are none. */
function presentExtras(lanes: LaneResult[]): string[] {
  const all = lanes.flatMap(({ samples }) => samples);
  const names = new Set(all.flatMap(({ extra = {} }) => Object.keys(extra)));
  if (names.size === 0) return [];
  const rows = lanes.map(({ name, samples }) => [
    name,
    ...[...names].map((figure) => presentFigure(figure, summarise(samples)[figure] ?? NaN)),
  ]);
  return [alignColumns([['system', ...[...names].map(spellOut)], ...rows]), ''];
}

/** `residentBytesAConnection` → `resident bytes a connection`. */
export function spellOut(figure: string): string {
  return figure.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function presentRoles(samples: Sample[]): string {
  const roles = Object.keys(samples[0]!.cpuUsByRole);
  return roles
    .map((role) => {
      const { median } = spreadOf(samples.map(({ cpuUsByRole }) => cpuUsByRole[role] ?? 0));
      return { role, median };
    })
    .filter(({ median }) => median > 0)
    .toSorted((a, b) => b.median - a.median)
    .map(({ role, median }) => `${role} ${presentNumber(median)}`)
    .join(', ');
}

function presentTarget(target: TargetResult): string {
  const { figure, lane, peer, ratio, noise, least, most, aim, reached } = target;
  const goal = least === undefined ? `≤ ${most}` : `≥ ${least}`;
  const parts = [
    `- ${reached ? '✓' : '✗'} ${figureWords[figure] ?? spellOut(figure)}, ${lane} : ${peer} = `,
    `**${presentNumber(ratio.median)}** (${presentSpread(ratio)}), to reach ${goal}`,
    aim === undefined ? '' : `, aim ${aim}`,
    noise ? `; ${peer} against itself ${presentSpread(noise)}` : '',
  ];
  return parts.join('');
}

function presentSpread({ low, high }: Spread): string {
  return `${presentNumber(low)}–${presentNumber(high)}`;
}

function presentFigure(figure: string, number: number): string {
  return /bytes/i.test(figure) ? presentBytes(number) : presentNumber(number);
}

/** Three digits that matter; `–` for what was not measured. */
export function presentNumber(number: number): string {
  if (!Number.isFinite(number)) return '–';
  const size = Math.abs(number);
  if (size >= 100) return Math.round(number).toLocaleString('en-US');
  return number.toFixed(size >= 10 ? 1 : 2);
}

export function presentBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return '–';
  if (bytes < 1e6) return `${(bytes / 1024).toFixed(1)} KiB`;
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}

/** A Markdown table whose columns also line up for whoever reads it as text. */
export function alignColumns(rows: string[][]): string {
  const [first] = rows;
  const widths = first!.map((_, column) =>
    Math.max(3, ...rows.map((row) => [...(row[column] ?? '')].length)),
  );
  const line = (cells: string[]) =>
    `| ${widths.map((width, column) => pad(cells[column] ?? '', width)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line(first!), rule, ...rows.slice(1).map(line)].join('\n');
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(width - [...text].length);
}

import { scaleBand, scaleLinear } from 'd3-scale';

/** Which colour of the stylesheet a series has: never more than its word in the legend says. */
export type Tone = 'main' | 'second' | 'bad';

export type Series = {
  name: string;
  tone: Tone;
  /** One for each label; null where there is nothing to say. */
  values: readonly (number | null)[];
};

/** What a chart shows, before anybody knows how wide it is. */
export type ChartData = {
  id: string;
  title: string;
  /** One sentence: what a reader who does not see it should know. */
  about: string;
  labels: readonly string[];
  series: readonly Series[];
  /** How a value is written at the axis and in the table. */
  format: (value: number) => string;
  /** The top of the axis, where it is the same for every chart of this kind. */
  most?: number;
  /** Seconds: the axis is divided as clocks are, not by tens. */
  isTime?: boolean;
};

export type Size = { name: 'wide' | 'narrow'; width: number; height: number };

/** A wide one and one for phones: text keeps its size in both, and the stylesheet shows one. */
export const sizes: readonly Size[] = [
  { name: 'wide', width: 520, height: 230 },
  { name: 'narrow', width: 320, height: 210 },
];

export const margin = { top: 10, right: 8, bottom: 26, left: 44 };

export type Tick = { at: number; text: string };
export type Axes = { rows: Tick[]; columns: Tick[]; left: number; right: number; bottom: number };

const timeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200];
const daySeconds = 86_400;
const rows = 4;

/** Where the axis is divided, from 0 to the first place that is not below `most`. */
function divide({ most: fixed, isTime }: ChartData, highest: number): number[] {
  const top = Math.max(1, fixed ?? highest);
  // Few of what is counted have no halves.
  const most = Math.min(rows, Math.ceil(top));
  if (!isTime) return scaleLinear().domain([0, top]).nice(most).ticks(most);
  const step =
    timeSteps.find((one) => one * rows >= top) ?? Math.ceil(top / rows / daySeconds) * daySeconds;
  return Array.from({ length: Math.ceil(top / step) + 1 }, (_, at) => at * step);
}

/** Places along both axes for values from 0 to `highest`. */
export function makeScales(data: ChartData, { width, height }: Size, highest: number) {
  const { labels, format } = data;
  const ticks = divide(data, highest);
  const y = scaleLinear()
    .domain([0, ticks.at(-1)!])
    .range([height - margin.bottom, margin.top]);
  const x = scaleBand<number>()
    .domain(labels.map((_, at) => at))
    .range([margin.left, width - margin.right])
    .paddingInner(0.25)
    .paddingOuter(0.1);
  const marks = ticks.map((value) => ({ at: round(y(value)), text: format(value) }));
  const each = Math.max(1, Math.ceil((labels.length * 46) / (width - margin.left - margin.right)));
  const columns = labels.flatMap((text, at) => {
    const place = x(at);
    return at % each === 0 && place !== undefined
      ? [{ at: round(place + x.bandwidth() / 2), text }]
      : [];
  });
  const axes: Axes = {
    rows: marks,
    columns,
    left: margin.left,
    right: width - margin.right,
    bottom: height - margin.bottom,
  };
  return { x, y, axes };
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

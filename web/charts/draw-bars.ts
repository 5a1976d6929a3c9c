import { stack } from 'd3-shape';
import {
  type Axes,
  type ChartData,
  makeScales,
  round,
  type Size,
  sizes,
  type Tone,
} from './chart.ts';

type Bar = { x: number; y: number; width: number; height: number; tone: Tone; text: string };

export type Drawing = Size & {
  axes: Axes;
  bars: Bar[];
  lines: { path: string; tone: Tone; dots: { x: number; y: number; text: string }[] }[];
};

export type Chart = ChartData & { drawings: Drawing[]; isEmpty: boolean };

/** Bars that stand on one another: together they are the whole. */
export function drawBars(data: ChartData): Chart {
  const { series, labels, format } = data;
  const keys = series.map((_, at) => String(at));
  const rows = labels.map((_, at) =>
    Object.fromEntries(series.map(({ values }, key) => [key, values[at] ?? 0])),
  );
  const layers = stack<Record<string, number>>().keys(keys)(rows);
  const most = Math.max(0, ...layers.flatMap((layer) => layer.map(([, top]) => top)));
  const drawings = sizes.map((size): Drawing => {
    const { x, y, axes } = makeScales(data, size, most);
    const bars = layers.flatMap((layer, key) =>
      layer.flatMap(([low, high], at): Bar[] => {
        if (high <= low) return [];
        const { name, tone } = series[key]!;
        return [
          {
            x: round(x(at) ?? 0),
            y: round(y(high)),
            width: round(x.bandwidth()),
            height: round(y(low) - y(high)),
            tone,
            text: `${labels[at]}: ${format(high - low)} ${name.toLowerCase()}`,
          },
        ];
      }),
    );
    return { ...size, axes, bars, lines: [] };
  });
  return { ...data, drawings, isEmpty: most === 0 };
}

import { line } from 'd3-shape';
import { type ChartData, makeScales, round, sizes } from './chart.ts';
import type { Chart, Drawing } from './draw-bars.ts';

type Point = { at: number; value: number };

/** A line for each series, broken where there is nothing to say, with a dot at each value. */
export function drawLines(data: ChartData): Chart {
  const { series, labels, format } = data;
  const known = series.flatMap(({ values }) => values.filter((value) => value !== null));
  const drawings = sizes.map((size): Drawing => {
    const { x, y, axes } = makeScales(data, size, Math.max(0, ...known));
    const middle = (at: number) => round((x(at) ?? 0) + x.bandwidth() / 2);
    const path = line<Point | null>()
      .defined((point) => point !== null)
      .x((point) => middle(point!.at))
      .y((point) => round(y(point!.value)))
      .digits(1);
    const lines = series.map(({ name, tone, values }) => {
      const points = values.map((value, at) => (value === null ? null : { at, value }));
      const dots = points.flatMap((point) => {
        if (!point) return [];
        const text = `${labels[point.at]}: ${format(point.value)}, ${name.toLowerCase()}`;
        return [{ x: middle(point.at), y: round(y(point.value)), text }];
      });
      return { path: path(points) ?? '', tone, dots };
    });
    return { ...size, axes, bars: [], lines };
  });
  return { ...data, drawings, isEmpty: known.length === 0 };
}

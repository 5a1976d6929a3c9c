import type { Comparison } from '../../internal/policy/replay/compare-days.ts';
import { wallClock } from '../../internal/policy/zone-offsets.ts';
import type { Chart } from '../charts/draw-bars.ts';
import { drawLines } from '../charts/draw-lines.ts';

/** Seats in use by the hours at which anybody was there; null when nobody was. */
export function drawHours(
  all: Comparison['hours'],
  zone: string,
  isChanged: boolean,
): Chart | null {
  const busy = all.filter((hour) => hour.asItWas.seats > 0 || hour.asItWas.used > 0);
  if (busy.length === 0) return null;
  const hours = all.slice(all.indexOf(busy[0]!), all.indexOf(busy.at(-1)!) + 1);
  const asItWas = hours.map((hour) => tenths(hour.asItWas.used));
  const changed = hours.map((hour) => tenths(hour.changed.used));
  return drawLines({
    id: 'seats',
    title: 'Seats in use by hour',
    about: `At most ${Math.max(...asItWas)} as it was, on average over an hour.`,
    labels: hours.map(({ atMs }) => new Date(wallClock(zone, atMs)).toISOString().slice(11, 16)),
    series: [
      { name: 'As it was', tone: 'second', values: asItWas },
      ...(isChanged ? [{ name: 'With the change', tone: 'main', values: changed } as const] : []),
    ],
    format: String,
  });
}

const tenths = (value: number) => Math.round(value * 10) / 10;

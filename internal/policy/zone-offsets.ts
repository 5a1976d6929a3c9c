const dayMs = 24 * 3_600_000;
const minuteMs = 60_000;

/** Making one costs more than all that it is used for. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(zone, format);
  return format;
}

/** What a clock in the zone shows at a moment, in milliseconds as if the zone were UTC. */
export function wallClock(zone: string, at: number): number {
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) part[type] = Number(value);
  const { year, month, day, hour, minute, second } = part;
  const whole = Date.UTC(year!, month! - 1, day, hour, minute, second);
  return whole + (((at % 1000) + 1000) % 1000);
}

/** Milliseconds that clocks in the zone are ahead of UTC. */
function offsetAt(zone: string, at: number): number {
  return wallClock(zone, at) - at;
}

/** A time during which clocks are ahead of UTC by the same; `until` is no longer part of it. */
export type OffsetSpan = { since: number; until: number; offset: number };

/**
 * The offsets that may hold while clocks show the day that begins at `midnight` (as `wallClock`
 * says it). No zone changes its clocks twice within three days.
 */
export function offsetsAround(zone: string, midnight: number): OffsetSpan[] {
  let low = midnight - dayMs;
  let high = midnight + 2 * dayMs;
  const before = offsetAt(zone, low);
  const after = offsetAt(zone, high);
  if (before === after) return [{ since: -Infinity, until: Infinity, offset: before }];
  while (high - low > minuteMs) {
    const middle = low + Math.floor((high - low) / 2 / minuteMs) * minuteMs;
    if (offsetAt(zone, middle) === before) low = middle;
    else high = middle;
  }
  return [
    { since: -Infinity, until: high, offset: before },
    { since: high, until: Infinity, offset: after },
  ];
}

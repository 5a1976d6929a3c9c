/** How a reader's clock shows a moment: their zone, their language's ways. */
export type Clock = {
  zone: string;
  /** `Sunday, 1 November 2026` */
  day(ts: string): string;
  /** `01:30:05 GMT-4`: an hour that comes twice in autumn is told from itself by its offset. */
  time(ts: string): string;
  /** Both. */
  moment(ts: string): string;
};

export function createClock(zone: string, language: string): Clock {
  const dayFormat = new Intl.DateTimeFormat(language, { timeZone: zone, dateStyle: 'full' });
  const timeFormat = new Intl.DateTimeFormat(language, {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'shortOffset',
  });
  const day = (ts: string) => dayFormat.format(new Date(ts));
  const time = (ts: string) => timeFormat.format(new Date(ts));
  return { zone, day, time, moment: (ts) => `${day(ts)}, ${time(ts)}` };
}

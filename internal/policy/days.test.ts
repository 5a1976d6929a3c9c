import { expect, test } from 'vitest';
import { addDays, clockAt, dateAt, dayOf } from './days.ts';

const hours = (zone: string, date: string) => {
  const { from, to } = dayOf(zone, date);
  return [from.toISOString(), (to.getTime() - from.getTime()) / 3_600_000];
};

test.each([
  ['UTC', '2031-05-05', '2031-05-05T00:00:00.000Z', 24],
  ['Europe/Berlin', '2031-05-05', '2031-05-04T22:00:00.000Z', 24],
  ['Europe/Berlin', '2031-03-30', '2031-03-29T23:00:00.000Z', 23],
  ['Europe/Berlin', '2031-10-26', '2031-10-25T22:00:00.000Z', 25],
  ['America/New_York', '2024-11-03', '2024-11-03T04:00:00.000Z', 25],
  // Here clocks jump over midnight: the day begins at one.
  ['America/Santiago', '2024-09-08', '2024-09-08T04:00:00.000Z', 23],
  ['Australia/Lord_Howe', '2024-10-06', '2024-10-05T13:30:00.000Z', 23.5],
  ['Asia/Kolkata', '2031-05-05', '2031-05-04T18:30:00.000Z', 24],
])('in %s %s begins at %s and has %d hours', (zone, date, from, length) => {
  expect(hours(zone, date)).toEqual([from, length]);
});

test.each(['Europe/Berlin', 'America/Santiago', 'Australia/Lord_Howe', 'Africa/Casablanca'])(
  'in %s every moment of a year is of one day',
  (zone) => {
    let date = '2024-01-01';
    let { to } = dayOf(zone, date);
    while (date < '2024-12-31') {
      date = addDays(date, 1);
      const day = dayOf(zone, date);
      expect(day.from).toEqual(to);
      expect(dateAt(zone, day.from)).toBe(date);
      expect(dateAt(zone, new Date(day.from.getTime() - 1))).toBe(addDays(date, -1));
      ({ to } = day);
    }
  },
);

test('a clock shows what the wall shows', () => {
  expect(clockAt('Europe/Berlin', new Date('2031-07-01T05:30:59Z'))).toBe('07:30');
});

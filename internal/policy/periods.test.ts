import { expect, test } from 'vitest';
import { addDays, countDays, startOfDay } from './days.ts';
import {
  createHourReader,
  daysOfPreset,
  isoInZone,
  spanBefore,
  spanOf,
  stepsOf,
} from './periods.ts';

const berlin = 'Europe/Berlin';
const iso = (at: number) => new Date(at).toISOString();

test('a day begins when the clocks of the zone show midnight, before and after a change', () => {
  expect(iso(startOfDay(berlin, '2027-03-28'))).toBe('2027-03-27T23:00:00.000Z');
  expect(iso(startOfDay(berlin, '2027-03-29'))).toBe('2027-03-28T22:00:00.000Z');
  const long = spanOf(berlin, { from: '2027-10-31', to: '2027-10-31' });
  expect((long.until - long.from) / 3_600_000).toBe(25);
  const short = spanOf(berlin, { from: '2027-03-28', to: '2027-03-28' });
  expect((short.until - short.from) / 3_600_000).toBe(23);
});

test('where a change leaves out midnight, the day begins with the hour after it', () => {
  // Clocks in Beirut went from 00:00 to 01:00 on 2022-03-27.
  const start = startOfDay('Asia/Beirut', '2022-03-27');
  expect(isoInZone('Asia/Beirut', start)).toBe('2022-03-27T01:00:00.000+03:00');
  // Clocks in Havana went from 01:00 back to 00:00 on 2022-11-06: the first midnight counts.
  const twice = startOfDay('America/Havana', '2022-11-06');
  expect(isoInZone('America/Havana', twice)).toBe('2022-11-06T00:00:00.000-04:00');
});

test('named periods are days of the zone, not of UTC', () => {
  const now = Date.parse('2027-03-31T22:30:00Z');
  expect(daysOfPreset('today', berlin, now)).toEqual({ from: '2027-04-01', to: '2027-04-01' });
  expect(daysOfPreset('today', 'UTC', now)).toEqual({ from: '2027-03-31', to: '2027-03-31' });
  expect(daysOfPreset('this_month', berlin, now).from).toBe('2027-04-01');
  expect(daysOfPreset('last_month', berlin, now)).toEqual({ from: '2027-03-01', to: '2027-03-31' });
  expect(countDays(daysOfPreset('week', berlin, now))).toBe(7);
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
});

test('the time before is as long in days, and of a time that is not over, as far as it is', () => {
  const days = { from: '2027-03-22', to: '2027-03-28' };
  const over = spanBefore(berlin, days, Date.parse('2027-06-01T00:00:00Z'));
  expect(over).toEqual(spanOf(berlin, { from: '2027-03-15', to: '2027-03-21' }));
  const today = { from: '2027-03-10', to: '2027-03-10' };
  const noon = spanBefore(berlin, today, Date.parse('2027-03-10T11:00:00Z'));
  expect([iso(noon.from), iso(noon.until)]).toEqual([
    '2027-03-08T23:00:00.000Z',
    '2027-03-09T11:00:00.000Z',
  ]);
});

test('one day is drawn in hours, as many as it has, two months in days, a year in weeks', () => {
  const day = (date: string) => stepsOf(berlin, { from: date, to: date });
  expect(day('2027-03-28').starts).toHaveLength(23);
  expect(day('2027-10-31').starts).toHaveLength(25);
  expect(day('2027-10-31').size).toBe('hour');
  const month = stepsOf(berlin, { from: '2027-03-01', to: '2027-03-31' });
  expect([month.size, month.starts.length]).toEqual(['day', 31]);
  const year = stepsOf(berlin, { from: '2027-01-01', to: '2027-12-31' });
  expect([year.size, year.starts.length]).toEqual(['week', 53]);
});

test('the hour of the day is the one that clocks show', () => {
  const hourOf = createHourReader(berlin);
  expect(hourOf(Date.parse('2027-03-28T00:59:00Z'))).toBe(1);
  expect(hourOf(Date.parse('2027-03-28T01:00:00Z'))).toBe(3);
  expect(createHourReader('Asia/Kathmandu')(Date.parse('2027-01-01T00:15:00Z'))).toBe(6);
});

test('a time is written as clocks show it, with its distance from UTC', () => {
  const at = Date.parse('2027-07-01T12:30:15.250Z');
  expect(isoInZone(berlin, at)).toBe('2027-07-01T14:30:15.250+02:00');
  expect(isoInZone('America/St_Johns', at)).toBe('2027-07-01T10:00:15.250-02:30');
  expect(isoInZone('UTC', at)).toBe('2027-07-01T12:30:15.250+00:00');
  expect(Date.parse(isoInZone(berlin, at))).toBe(at);
});

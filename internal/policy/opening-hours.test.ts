import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alwaysOpen, type BusinessHours, businessHours, type DayHours } from '../contract/hours.ts';
import { isOpen, nextOpening } from './opening-hours.ts';

const closed = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
const office: DayHours = [
  { from: '09:00', to: '12:00' },
  { from: '13:00', to: '17:30' },
];

function hoursIn(zone: string, change: Partial<BusinessHours> = {}): BusinessHours {
  const week = { ...closed, mon: office, tue: office, wed: office, thu: office, fri: office };
  return businessHours.parse({ ...alwaysOpen, zone, week, ...change });
}

const opensAt = (hours: BusinessHours, at: string) =>
  nextOpening(hours, new Date(at))?.toISOString() ?? null;
const open = (hours: BusinessHours, at: string) => isOpen(hours, new Date(at));

test('several times a day, on the clock of the zone', () => {
  const hours = hoursIn('Europe/Berlin');
  expect(open(hours, '2027-01-11T07:59:59.999Z')).toBe(false);
  expect(open(hours, '2027-01-11T08:00:00Z')).toBe(true);
  expect(open(hours, '2027-01-11T11:00:00Z')).toBe(false);
  expect(opensAt(hours, '2027-01-11T11:00:00Z')).toBe('2027-01-11T12:00:00.000Z');
  expect(opensAt(hours, '2027-01-11T09:30:00.250Z')).toBe('2027-01-11T09:30:00.250Z');
  expect(opensAt(hours, '2027-01-15T16:30:00Z')).toBe('2027-01-18T08:00:00.000Z');
});

test('holidays come every year, and a dated exception goes before them and the week', () => {
  const hours = hoursIn('Europe/Berlin', {
    holidays: ['12-24', '02-29'],
    exceptions: [
      { date: '2026-12-24', hours: [{ from: '10:00', to: '11:00' }] },
      { date: '2026-12-28', hours: [] },
    ],
  });
  expect(open(hours, '2026-12-24T09:30:00Z')).toBe(true);
  expect(open(hours, '2027-12-24T09:30:00Z')).toBe(false);
  expect(open(hours, '2028-02-29T09:30:00Z')).toBe(false);
  expect(opensAt(hours, '2026-12-25T18:00:00Z')).toBe('2026-12-29T08:00:00.000Z');
});

test('an organisation that nobody set hours for never closes; one without any never opens', () => {
  expect(opensAt(alwaysOpen, '2027-03-28T01:00:00Z')).toBe('2027-03-28T01:00:00.000Z');
  expect(opensAt(hoursIn('UTC', { week: closed }), '2027-01-01T00:00:00Z')).toBeNull();
});

test('the whole day ends where the next begins', () => {
  const hours = hoursIn('America/New_York', { week: { ...closed, sat: alwaysOpen.week.sat } });
  expect(open(hours, '2027-01-16T04:59:59Z')).toBe(false);
  expect(open(hours, '2027-01-16T05:00:00Z')).toBe(true);
  expect(open(hours, '2027-01-17T04:59:59.999Z')).toBe(true);
  expect(open(hours, '2027-01-17T05:00:00Z')).toBe(false);
});

const everyDay = (from: string, to: string) =>
  Object.fromEntries(Object.keys(closed).map((day) => [day, [{ from, to }]])) as typeof closed;

describe('when clocks go forward', () => {
  test('what is left out is not open, and what begins in it begins at the change', () => {
    const gone = hoursIn('Europe/Berlin', { week: everyDay('02:00', '03:00') });
    expect(opensAt(gone, '2027-03-28T00:00:00Z')).toBe('2027-03-29T00:00:00.000Z');
    const cut = hoursIn('Europe/Berlin', { week: everyDay('02:30', '05:00') });
    expect(opensAt(cut, '2027-03-28T00:00:00Z')).toBe('2027-03-28T01:00:00.000Z');
  });

  test('nine in the morning is nine in the morning', () => {
    const cases: [string, string, string][] = [
      ['Europe/Berlin', '2027-03-26T20:00:00Z', '2027-03-29T07:00:00.000Z'],
      ['America/New_York', '2027-03-12T23:00:00Z', '2027-03-15T13:00:00.000Z'],
      ['Australia/Lord_Howe', '2027-10-01T12:00:00Z', '2027-10-03T22:00:00.000Z'],
    ];
    for (const [zone, from, opening] of cases) {
      expect([zone, opensAt(hoursIn(zone), from)]).toEqual([zone, opening]);
    }
  });
});

describe('when clocks go back', () => {
  test('an hour that comes twice is open twice', () => {
    const hours = hoursIn('Europe/Berlin', { week: everyDay('02:15', '02:45') });
    const moments = ['00:14', '00:15', '00:45', '01:14', '01:15', '01:45'];
    expect(moments.map((at) => open(hours, `2027-10-31T${at}:00Z`))).toEqual([
      false,
      true,
      false,
      false,
      true,
      false,
    ]);
    expect(opensAt(hours, '2027-10-31T00:45:00Z')).toBe('2027-10-31T01:15:00.000Z');
  });
});

test('a day that a zone leaves out does not open', () => {
  const hours = hoursIn('Pacific/Apia');
  // Thursday the 29th of December 2011 was followed by Saturday the 31st.
  expect(opensAt(hours, '2011-12-30T09:00:00Z')).toBe('2012-01-01T19:00:00.000Z');
});

const quarterMs = 900_000;
const dayMs = 86_400_000;

/** Zones with a change in the year, and a quarter of an hour within three days of it. */
const changes: [string, string][] = [
  ['Europe/Berlin', '2027-03-28T01:00Z'],
  ['Europe/Berlin', '2027-10-31T01:00Z'],
  ['America/New_York', '2027-03-14T07:00Z'],
  ['America/New_York', '2027-11-07T06:00Z'],
  ['America/St_Johns', '2027-03-14T05:30Z'],
  ['America/St_Johns', '2027-11-07T04:30Z'],
  ['Australia/Lord_Howe', '2027-04-03T15:00Z'],
  ['Australia/Lord_Howe', '2027-10-02T15:30Z'],
  ['America/Havana', '2027-03-14T05:00Z'],
  ['America/Havana', '2027-11-07T05:00Z'],
  ['America/Santiago', '2027-04-04T03:00Z'],
  ['America/Santiago', '2027-09-05T04:00Z'],
  ['Africa/Cairo', '2027-04-29T22:00Z'],
  ['Africa/Cairo', '2027-10-28T21:00Z'],
  ['Asia/Beirut', '2027-03-27T22:00Z'],
  ['Asia/Beirut', '2027-10-30T21:00Z'],
  ['Pacific/Chatham', '2027-04-03T14:00Z'],
  ['Pacific/Chatham', '2027-09-25T14:00Z'],
  ['Asia/Kathmandu', '2027-06-01T00:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00Z'],
];

const twoDigits = (part: number) => String(part).padStart(2, '0');
const clockOf = (quarter: number) =>
  `${twoDigits(Math.floor(quarter / 4))}:${twoDigits((quarter % 4) * 15)}`;

const dayTimes = fc.uniqueArray(fc.integer({ min: 0, max: 96 }), { maxLength: 6 }).map((marks) => {
  const sorted = marks.toSorted((a, b) => a - b);
  return Array.from({ length: Math.floor(sorted.length / 2) }, (_, at) => ({
    from: clockOf(sorted[at * 2]!),
    to: clockOf(sorted[at * 2 + 1]!),
  }));
});

const situation = fc.record({
  change: fc.constantFrom(...changes),
  quartersBefore: fc.integer({ min: -96, max: 288 }),
  week: fc.record({
    mon: dayTimes,
    tue: dayTimes,
    wed: dayTimes,
    thu: dayTimes,
    fri: dayTimes,
    sat: dayTimes,
    sun: dayTimes,
  }),
  holidays: fc.subarray(['03-14', '03-28', '10-31', '11-07', '12-31']),
});

/** By looking at a clock, every quarter of an hour. */
function lookUntilOpen(hours: BusinessHours, from: number, until: number): string | null {
  for (let at = from; at < until; at += quarterMs) {
    if (isOpen(hours, new Date(at))) return new Date(at).toISOString();
  }
  return null;
}

test('the next opening is the first that somebody finds who looks every quarter of an hour', () => {
  fc.assert(
    fc.property(situation, ({ change: [zone, moment], quartersBefore, week, holidays }) => {
      const hours = hoursIn(zone, { week, holidays });
      const from = Date.parse(moment) - quartersBefore * quarterMs;
      const until = from + 4 * dayMs;
      const told = nextOpening(hours, new Date(from));
      const isLater = told !== null && told.getTime() >= until;
      expect(isLater ? null : (told?.toISOString() ?? null)).toBe(
        lookUntilOpen(hours, from, until),
      );
    }),
    { numRuns: 400 },
  );
});

test('the clock on the wall is the one that other people’s tables tell', () => {
  // Offsets from the IANA time zone database, in minutes.
  const offsets: [string, string, number][] = [
    ['Europe/Berlin', '2027-03-28T00:59:59Z', 60],
    ['Europe/Berlin', '2027-03-28T01:00:00Z', 120],
    ['America/St_Johns', '2027-11-07T04:29:59Z', -150],
    ['America/St_Johns', '2027-11-07T04:30:00Z', -210],
    ['Australia/Lord_Howe', '2027-10-02T15:30:00Z', 660],
    ['Pacific/Chatham', '2027-09-25T14:00:00Z', 825],
  ];
  for (const [zone, at, minutes] of offsets) {
    const wall = new Date(Date.parse(at) + minutes * 60_000).toISOString().slice(11, 16);
    const [hour, minute] = wall.split(':').map(Number);
    const next = minute === 59 ? [hour! + 1, 0] : [hour, minute! + 1];
    const to = next.map((part) => String(part).padStart(2, '0')).join(':');
    expect([zone, at, open(hoursIn(zone, { week: everyDay(wall, to) }), at)]).toEqual([
      zone,
      at,
      true,
    ]);
  }
});

import { expect, test } from 'vitest';
import { hueOf, initialsOf } from './avatar.js';
import { countCodePoints } from './composer.js';
import { isolate } from './isolate.js';
import { dayName, timer, timerWords } from './times.js';

test('timers read like a clock', () => {
  expect([0, 42_000, 125_000, 3_725_000, -5].map(timer)).toEqual([
    '0:00',
    '0:42',
    '2:05',
    '1:02:05',
    '0:00',
  ]);
});

test('and aloud like a sentence', () => {
  expect([0, 60_000, 300_000, 3_700_000, 9e6].map(timerWords)).toEqual([
    'less than a minute',
    '1 minute',
    '5 minutes',
    'over an hour',
    'over 2 hours',
  ]);
});

test('days have names while they are near', () => {
  const now = new Date(2026, 0, 31, 12).getTime();
  const on = (...date: [number, number, number]) => new Date(...date, 9).toISOString();
  expect(dayName(on(2026, 0, 31), now)).toBe('Today');
  expect(dayName(on(2026, 0, 30), now)).toBe('Yesterday');
  expect(dayName(on(2026, 0, 5), now, 'en')).toBe('Monday, January 5');
  expect(dayName(on(2025, 0, 5), now, 'en')).toBe('Sunday, January 5, 2025');
});

test('initials are whole letters of any script', () => {
  expect(['Ann Lee', 'vera', 'שרה כהן', '😀 Smile', '  ', 'A B C'].map(initialsOf)).toEqual([
    'AL',
    'V',
    'שכ',
    '😀S',
    '',
    'AC',
  ]);
});

test('a face keeps its colour', () => {
  const hues = ['a', 'b', 'Word reverser'].map(hueOf);
  expect(hues).toEqual(['a', 'b', 'Word reverser'].map(hueOf));
  for (const hue of hues) expect(hue).toBeGreaterThanOrEqual(0);
  for (const hue of hues) expect(hue).toBeLessThan(10);
});

test('C6: a name written from right to left does not turn the sentence around it', () => {
  expect(isolate('Ann')).toBe('Ann');
  expect(isolate('שרה')).toBe('\u2068שרה\u2069');
});

test('length is counted in characters, not in units of an encoding', () => {
  expect(countCodePoints('😀'.repeat(10_000))).toBe(10_000);
  expect(countCodePoints('a'.repeat(10_001))).toBe(10_001);
});

import { expect, test } from 'vitest';
import { alignColumns, presentBytes, presentNumber, spellOut } from './table.ts';

test('numbers keep three digits that matter', () => {
  const numbers = [1_532_419.2, 730, 99.55, 28.04, 1.2345, 0.05, NaN];
  expect(numbers.map(presentNumber)).toEqual([
    '1,532,419',
    '730',
    '99.5',
    '28.0',
    '1.23',
    '0.05',
    '–',
  ]);
  expect(spellOut('residentBytesAConnection')).toBe('resident bytes a connection');
  expect([11_000, 12e6, NaN].map(presentBytes)).toEqual(['10.7 KiB', '11 MiB', '–']);
});

test('columns line up, and a row may be shorter than the head', () => {
  expect(alignColumns([['system', 'lost'], ['natter, wide', '0'], ['x']]).split('\n')).toEqual([
    '| system       | lost |',
    '|--------------|------|',
    '| natter, wide | 0    |',
    '| x            |      |',
  ]);
});

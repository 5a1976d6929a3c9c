import { expect, test } from 'vitest';
import { SparseMap, SparseSet } from './sparse.ts';

test('what is filled and emptied again and again holds what a map would', () => {
  const map = new SparseMap<string, number>();
  for (let round = 1; round <= 3; round++) {
    expect([map.get('a'), map.has('a')]).toEqual([undefined, false]);
    map.delete('a');
    map.set('a', round);
    map.set('b', -round);
    expect([map.get('a'), map.get('b'), map.has('b')]).toEqual([round, -round, true]);
    map.delete('a');
    expect([map.has('a'), map.has('b')]).toEqual([false, true]);
    map.delete('b');
  }
});

test('the set that is one knows what is in it', () => {
  const set = new SparseSet<string>();
  set.add('a');
  set.add('a');
  expect([set.has('a'), set.has('b')]).toEqual([true, false]);
  set.delete('a');
  set.delete('b');
  expect(set.has('a')).toBe(false);
});

import { expect, test } from 'vitest';
import { readWish } from './completion.js';

test('a name begins after @ at the beginning of a word', () => {
  expect(readWish('@')).toEqual({ kind: '@', typed: '', from: 0 });
  expect(readWish('ask @Ad')).toEqual({ kind: '@', typed: 'Ad', from: 4 });
  expect(readWish('(@émile')).toEqual({ kind: '@', typed: 'émile', from: 1 });
  expect(readWish('mail@example')).toBeNull();
  expect(readWish('@ada is here')).toBeNull();
});

test('an emoji begins after : and two letters', () => {
  expect(readWish('so :ro')).toEqual({ kind: ':', typed: 'ro', from: 3 });
  expect(readWish('so :r')).toBeNull();
  expect(readWish('at 12:30')).toBeNull();
});

import { expect, test } from 'vitest';
import { describeChange } from './changes.js';

const say = (english: string) => english;

test('who turns out to be known to the site is not told that they were handed on', () => {
  const owner = { id: 'mat', name: 'Mat', kind: 'automation' } as const;
  for (const one of [null, owner])
    expect(describeChange({ reason: 'identified', owner: one }, say)).toBeNull();
  expect(describeChange({ reason: 'transferred', owner: null }, say)?.text).toMatch(/handed on/);
});

test('whoever comes back too late reads that it was closed', () => {
  expect(describeChange({ reason: 'gone', owner: null }, say)?.text).toMatch(/was closed/);
});

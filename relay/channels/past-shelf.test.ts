import { expect, test } from 'vitest';
import { maxPageEntries } from '../../internal/contract/channels.ts';
import { blockStart, PastShelf } from './past-shelf.ts';
import type { Chunk } from './ring.ts';

function blockOf(start: number, bytes: number, entries = maxPageEntries): Chunk {
  const offsets = Array.from({ length: entries }, (_, place) => place);
  return { first: start + 1, offsets, buffer: Buffer.alloc(bytes) };
}

test('blocks begin behind every 200th entry', () => {
  expect([1, 200, 201, 400, 401].map(blockStart)).toEqual([0, 0, 200, 200, 400]);
});

test('I8: memory is bounded; the block that nobody looked at for longest goes first', () => {
  const shelf = new PastShelf(3000);
  for (const start of [0, 200, 400]) shelf.keep('a', start, blockOf(start, 1000));
  expect(shelf.find('a', 0)).toMatchObject({ first: 1 });
  shelf.keep('b', 0, blockOf(0, 1000));
  expect(shelf.bytes).toBe(3000);
  const left = [shelf.find('a', 0), shelf.find('a', 200), shelf.find('a', 400)];
  expect(left.map((block) => block !== undefined)).toEqual([true, false, true]);
  expect(shelf.find('b', 0)).toBeDefined();
});

test('a block that is not whole, or larger than all there is, is not kept', () => {
  const shelf = new PastShelf(3000);
  shelf.keep('a', 0, blockOf(0, 10, maxPageEntries - 1));
  shelf.keep('a', 200, blockOf(200, 4000));
  expect([shelf.find('a', 0), shelf.find('a', 200)]).toEqual([undefined, undefined]);
  expect(shelf.bytes).toBe(0);
});

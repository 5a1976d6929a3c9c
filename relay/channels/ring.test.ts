import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeTexts } from '../frames/encode-frame.ts';
import { Ring, RingShelf } from './ring.ts';

const roomy = { ringEntries: 1000, ringBytes: 1e6, allRingsBytes: 1e6 };

function append(ring: Ring, first: number, count: number): void {
  ring.append(first, encodeTexts(Array.from({ length: count }, (_, i) => `entry ${first + i}`)));
}

function expected(after: number, upTo: number): Buffer {
  const texts = Array.from({ length: upTo - after }, (_, i) => `entry ${after + 1 + i}`);
  return encodeTexts(texts).buffer;
}

test('any position inside gives exactly what follows, in parts of any size', () => {
  const chunks = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 12 });
  const start = fc.integer({ min: 0, max: 90 });
  fc.assert(
    fc.property(chunks, start, fc.integer({ min: 1, max: 10 }), (sizes, from, maxFrames) => {
      const ring = new Ring(new RingShelf(roomy));
      let head = 10;
      for (const size of sizes) {
        append(ring, head + 1, size);
        head += size;
      }
      const after = 10 + (from % (head - 10));
      const got: Buffer[] = [];
      for (let at = after; at < head;) {
        const part = ring.read(at, head, maxFrames, 1e6)!;
        expect(part.frames).toBeLessThanOrEqual(maxFrames);
        expect(part.last).toBe(at + part.frames);
        got.push(...part.buffers);
        at = part.last;
      }
      expect(Buffer.concat(got).equals(expected(after, head))).toBe(true);
    }),
  );
});

test('small pieces are put together, and what was read of them stays as it was', () => {
  const ring = new Ring(new RingShelf(roomy));
  append(ring, 1, 1);
  append(ring, 2, 1);
  const early = ring.read(0, 2, 200, 1e6)!;
  for (let first = 3; first <= 60; first++) append(ring, first, 1);
  expect(ring.read(0, 60, 200, 1e6)!.buffers).toHaveLength(1);
  expect(Buffer.concat(early.buffers).equals(expected(0, 2))).toBe(true);
  expect(ring.bytes).toBe(expected(0, 60).length);
});

test('a piece that others hold too stays as it was', () => {
  const ring = new Ring(new RingShelf(roomy));
  const held = { first: 1, ...encodeTexts(['entry 1', 'entry 2']) };
  ring.prepend(held, 2);
  append(ring, 3, 2);
  expect(held.offsets).toHaveLength(2);
  expect(held.buffer.equals(expected(0, 2))).toBe(true);
  expect(Buffer.concat(ring.read(0, 4, 200, 1e6)!.buffers).equals(expected(0, 4))).toBe(true);
});

test('what lies before its first entry it does not have', () => {
  const ring = new Ring(new RingShelf(roomy));
  append(ring, 11, 3);
  expect(ring.read(9, 13, 200, 1e6)).toBeNull();
  expect(ring.read(10, 12, 200, 1e6)).toMatchObject({ frames: 2, last: 12 });
});

test('the oldest entries go first when there are too many', () => {
  const ring = new Ring(new RingShelf({ ...roomy, ringEntries: 10 }));
  for (let first = 1; first <= 20; first++) append(ring, first, 1);
  expect(ring.read(9, 20, 200, 1e6)).toBeNull();
  expect(ring.read(10, 20, 200, 1e6)).toMatchObject({ frames: 10, last: 20 });
});

test('after a jump the entries before it are forgotten', () => {
  const ring = new Ring(new RingShelf(roomy));
  append(ring, 1, 3);
  append(ring, 10, 1);
  expect(ring.read(2, 10, 200, 1e6)).toBeNull();
  expect(ring.read(9, 10, 200, 1e6)).toMatchObject({ last: 10 });
});

test('all rings together stay within their bound; the one that stood still is emptied', () => {
  const shelf = new RingShelf({ ...roomy, allRingsBytes: 120 });
  const [still, busy] = [new Ring(shelf), new Ring(shelf)];
  append(still, 1, 5);
  append(busy, 1, 5);
  expect(still.bytes).toBe(shelf.bytes - busy.bytes);
  append(busy, 6, 5);
  expect(still.bytes).toBe(0);
  expect(shelf.bytes).toBe(busy.bytes);
});

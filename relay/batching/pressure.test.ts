import { expect, test } from 'vitest';
import { shippedLimits } from '../limits.ts';
import { Pressure } from './pressure.ts';

const { storeTargetMs, storeSilentMs, minOutstanding, maxQueuedMessages } = shippedLimits;
const roundMs = 10;

type Load = { offeredPerMs: number; storedPerMs: number; forMs: number };
type Counted = { taken: number; refused: number; stored: number; longestMs: number };

/** A store that answers every ten milliseconds, and arrivals that do not care. */
function simulate(pressure: Pressure, fromMs: number, load: Load): Counted {
  const { offeredPerMs, storedPerMs, forMs } = load;
  const waiting: number[] = [];
  const counted = { taken: 0, refused: 0, stored: 0, longestMs: 0 };
  for (let now = fromMs; now < fromMs + forMs; now++) {
    for (let i = 0; i < offeredPerMs; i++) {
      if (pressure.admits(waiting.length, now)) counted.taken += waiting.push(now) && 1;
      else counted.refused++;
    }
    if (now % roundMs !== 0 || storedPerMs === 0) continue;
    const done = waiting.splice(0, storedPerMs * roundMs);
    for (const since of done) counted.longestMs = Math.max(counted.longestMs, now - since);
    counted.stored += done.length;
    if (done.length > 0) pressure.answered(done.length, waiting.length > 0, now);
  }
  return counted;
}

test.each([2, 10, 40])(
  'X39: at three times what is stored (%i a ms), that much is taken and waits ≤ 2 × 60 ms',
  (storedPerMs) => {
    const pressure = new Pressure(shippedLimits);
    const load = { offeredPerMs: storedPerMs * 3, storedPerMs };
    simulate(pressure, 0, { ...load, forMs: 2000 });
    const { stored, longestMs, refused } = simulate(pressure, 2000, { ...load, forMs: 5000 });
    expect(stored).toBeGreaterThanOrEqual(5000 * storedPerMs * 0.95);
    expect(refused).toBeGreaterThan(5000 * storedPerMs * 1.9);
    const floorMs = minOutstanding / storedPerMs;
    expect(longestMs).toBeLessThanOrEqual(Math.max(2 * storeTargetMs, floorMs + roundMs));
  },
);

test('X39: when the load is over, what comes is taken again at once', () => {
  const pressure = new Pressure(shippedLimits);
  simulate(pressure, 0, { offeredPerMs: 30, storedPerMs: 10, forMs: 3000 });
  const after = simulate(pressure, 3010, { offeredPerMs: 9, storedPerMs: 10, forMs: 1000 });
  expect(after.refused).toBe(0);
});

test('a burst that drains is taken whole', () => {
  const pressure = new Pressure(shippedLimits);
  const calm = { offeredPerMs: 2, storedPerMs: 10, forMs: 500 };
  expect(simulate(pressure, 0, calm).refused).toBe(0);
  expect(simulate(pressure, 500, { ...calm, offeredPerMs: 30, forMs: 60 }).refused).toBe(0);
  expect(simulate(pressure, 560, calm).refused).toBe(0);
});

test('a store that is slow takes on as many as a batch needs, however long they wait', () => {
  const pressure = new Pressure(shippedLimits);
  simulate(pressure, 0, { offeredPerMs: 3, storedPerMs: 1, forMs: 3000 });
  expect(pressure.admits(minOutstanding - 1, 3000)).toBe(true);
  expect(pressure.admits(minOutstanding + 100, 3000)).toBe(false);
});

test('X2 X7: while nobody stores anything, what comes waits, up to 10,000', () => {
  const pressure = new Pressure(shippedLimits);
  simulate(pressure, 0, { offeredPerMs: 30, storedPerMs: 10, forMs: 1000 });
  const silentFromMs = 1000 + storeSilentMs;
  expect(pressure.admits(5000, 1000)).toBe(false);
  expect(pressure.admits(5000, silentFromMs)).toBe(true);
  expect(pressure.admits(maxQueuedMessages, silentFromMs)).toBe(false);
});

test('when turns of the event loop are long, as much is taken as they need', () => {
  const pressure = new Pressure(shippedLimits);
  simulate(pressure, 0, { offeredPerMs: 30, storedPerMs: 10, forMs: 1000 });
  expect(pressure.admits(1400, 1000)).toBe(false);
  for (let turn = 0; turn < 30; turn++) pressure.turned(100);
  expect(pressure.admits(1400, 1000)).toBe(true);
});

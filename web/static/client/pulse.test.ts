import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Pulse } from './pulse.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open() {
  const seen = { pings: 0, lost: 0, waitsSinceMs: 0 };
  const pulse = new Pulse({
    ping: () => (seen.pings += 1) > 0,
    waitsSinceMs: () => seen.waitsSinceMs,
    onLost: () => (seen.lost += 1),
  });
  pulse.start();
  return { pulse, seen };
}

/** The machine sleeps: time goes on and nothing runs. */
function sleep(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

test('who says nothing for 20 s is asked, and given up after 10 s more', () => {
  const { seen } = open();
  vi.advanceTimersByTime(19_000);
  expect(seen).toMatchObject({ pings: 0, lost: 0 });
  vi.advanceTimersByTime(1000);
  expect(seen).toMatchObject({ pings: 1, lost: 0 });
  vi.advanceTimersByTime(11_000);
  expect(seen.lost).toBe(1);
});

test('any word will do, and none is asked for from who talks', () => {
  const { pulse, seen } = open();
  for (let i = 0; i < 60; i++) {
    vi.advanceTimersByTime(5000);
    pulse.heard();
  }
  expect(seen).toMatchObject({ pings: 0, lost: 0 });
  vi.advanceTimersByTime(21_000);
  pulse.heard();
  vi.advanceTimersByTime(15_000);
  expect(seen).toMatchObject({ pings: 1, lost: 0 });
});

test('a message without an answer for 12 s ends the connection, whatever else comes', () => {
  const { pulse, seen } = open();
  seen.waitsSinceMs = Date.now();
  for (let i = 0; i < 12; i++) {
    vi.advanceTimersByTime(1000);
    pulse.heard();
  }
  expect(seen.lost).toBe(0);
  vi.advanceTimersByTime(1000);
  expect(seen.lost).toBe(1);
});

test('after a sleep it asks before it judges', () => {
  const { pulse, seen } = open();
  seen.waitsSinceMs = Date.now();
  vi.advanceTimersByTime(2000);
  sleep(8 * 60 * 60_000);
  vi.advanceTimersByTime(1000);
  expect(seen).toMatchObject({ pings: 1, lost: 0 });
  vi.advanceTimersByTime(2000);
  pulse.heard();
  seen.waitsSinceMs = 0;
  vi.advanceTimersByTime(10_000);
  expect(seen).toMatchObject({ pings: 1, lost: 0 });
  sleep(60_000);
  vi.advanceTimersByTime(1000 + 6000);
  expect(seen.lost).toBeGreaterThan(0);
});

test('who hurries knows within seconds', () => {
  const { pulse, seen } = open();
  vi.advanceTimersByTime(3000);
  pulse.probe();
  pulse.probe();
  expect(seen.pings).toBe(1);
  vi.advanceTimersByTime(5000);
  expect(seen.lost).toBe(1);
});

test('X41: an older relay that does not know the question is not asked again', () => {
  const { pulse, seen } = open();
  vi.advanceTimersByTime(20_000);
  pulse.heard();
  pulse.refusedPing();
  vi.advanceTimersByTime(120_000);
  expect(seen).toMatchObject({ pings: 1, lost: 0 });
});

test('a clock that is set back ends nothing', () => {
  const { pulse, seen } = open();
  vi.advanceTimersByTime(5000);
  sleep(-10 * 60_000);
  vi.advanceTimersByTime(1000);
  pulse.heard();
  vi.advanceTimersByTime(15_000);
  expect(seen.lost).toBe(0);
});

test('stopped it says nothing more', () => {
  const { pulse, seen } = open();
  pulse.stop();
  pulse.probe();
  vi.advanceTimersByTime(60_000);
  expect(seen).toMatchObject({ pings: 0, lost: 0 });
});

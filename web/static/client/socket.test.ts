import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Connection } from './frames.d.ts';
import { Socket } from './socket.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The platform's WebSocket, as far as the client knows it. */
class Wire {
  static last: Wire;
  static pings = 0;
  readyState = 1;
  readonly #listeners: Record<string, (event: object) => void> = {};

  constructor() {
    Wire.last = this;
  }

  addEventListener(name: string, listener: (event: object) => void): void {
    this.#listeners[name] = listener;
  }

  send(text: string): void {
    if ((JSON.parse(text) as { op: string }).op === 'ping') Wire.pings += 1;
  }

  close(): void {
    this.readyState = 3;
  }

  hear(frame: object): void {
    this.#listeners['message']?.({ data: JSON.stringify(frame) });
  }
}

class OneSocket extends Socket {
  oldestMs = Infinity;
  attempts = 0;

  override get waitsSinceMs() {
    return this.oldestMs;
  }

  override changed({ phase }: Connection): void {
    if (phase === 'connecting') this.attempts += 1;
  }
}

async function open() {
  const socket = new OneSocket({
    url: 'ws://test',
    session: { token: () => Promise.resolve('token'), renew: () => undefined },
    WebSocket: Wire as unknown as typeof WebSocket,
  });
  socket.connect();
  await vi.advanceTimersByTimeAsync(0);
  Wire.last.hear({ op: 'welcome' });
  const { pings } = Wire;
  const seen = {
    get pings() {
      return Wire.pings - pings;
    },
    get lost() {
      return socket.attempts - 1;
    },
  };
  const wire = Wire.last;
  return { socket, seen, heard: () => wire.hear({ op: 'pong' }), wire };
}

/** The machine sleeps: time goes on and nothing runs. */
function sleep(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

test('who says nothing for 20 s is asked, and given up after 10 s more', async () => {
  const { seen } = await open();
  vi.advanceTimersByTime(19_000);
  expect(seen).toMatchObject({ pings: 0, lost: 0 });
  vi.advanceTimersByTime(1000);
  expect(seen).toMatchObject({ pings: 1, lost: 0 });
  vi.advanceTimersByTime(11_000);
  expect(seen.lost).toBe(1);
});

test('any word will do, and none is asked for from who talks', async () => {
  const { seen, heard } = await open();
  for (let i = 0; i < 60; i++) {
    vi.advanceTimersByTime(5000);
    heard();
  }
  expect(seen).toMatchObject({ pings: 0, lost: 0 });
  vi.advanceTimersByTime(21_000);
  heard();
  vi.advanceTimersByTime(15_000);
  expect(seen).toMatchObject({ pings: 1, lost: 0 });
});

test('a message without an answer for 12 s ends the connection, whatever else comes', async () => {
  const { socket, seen, heard } = await open();
  socket.oldestMs = Date.now();
  for (let i = 0; i < 12; i++) {
    vi.advanceTimersByTime(1000);
    heard();
  }
  expect(seen.lost).toBe(0);
  vi.advanceTimersByTime(1000);
  expect(seen.lost).toBe(1);
});

test('after a sleep it asks before it judges', async () => {
  const { socket, seen, heard } = await open();
  socket.oldestMs = Date.now();
  vi.advanceTimersByTime(2000);
  sleep(8 * 60 * 60_000);
  vi.advanceTimersByTime(1000);
  expect(seen).toMatchObject({ pings: 1, lost: 0 });
  vi.advanceTimersByTime(2000);
  heard();
  socket.oldestMs = Infinity;
  vi.advanceTimersByTime(10_000);
  expect(seen).toMatchObject({ pings: 1, lost: 0 });
  sleep(60_000);
  vi.advanceTimersByTime(1000 + 6000);
  expect(seen.lost).toBeGreaterThan(0);
});

test('who hurries knows within seconds', async () => {
  const { socket, seen } = await open();
  vi.advanceTimersByTime(3000);
  socket.hurry();
  socket.hurry();
  expect(seen.pings).toBe(1);
  vi.advanceTimersByTime(5000);
  expect(seen.lost).toBe(1);
});

test('X41: an older relay that does not know the question is not asked again', async () => {
  const { seen, wire } = await open();
  vi.advanceTimersByTime(20_000);
  wire.hear({ op: 'error', code: 'invalid', message: 'No such op.' });
  vi.advanceTimersByTime(120_000);
  expect(seen).toMatchObject({ pings: 1, lost: 0 });
});

test('a clock that is set back ends nothing', async () => {
  const { seen, heard } = await open();
  vi.advanceTimersByTime(5000);
  sleep(-10 * 60_000);
  vi.advanceTimersByTime(1000);
  heard();
  vi.advanceTimersByTime(15_000);
  expect(seen.lost).toBe(0);
});

test('stopped it says nothing more', async () => {
  const { socket, seen } = await open();
  socket.stop('The test is over.');
  socket.hurry();
  vi.advanceTimersByTime(60_000);
  expect(seen).toMatchObject({ pings: 0, lost: 0 });
});

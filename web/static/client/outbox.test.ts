import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createKeptValue } from './kept-value.js';
import { acceptOutbox, Outbox } from './outbox.js';

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** After how many milliseconds a refused message goes out again; null: it does not. */
function waitAfter(outbox: Outbox, cid: string, error: { code: string; retry_ms?: number }) {
  const begunMs = Date.now();
  let waitedMs: number | null = null;
  const again = () => {
    waitedMs = Date.now() - begunMs;
  };
  outbox.flush(() => true);
  expect(outbox.refused(cid, { message: 'No.', ...error }, again)).toBe(true);
  vi.advanceTimersByTime(60_000);
  return waitedMs;
}

function keptInMemory() {
  return createKeptValue({ key: 'outbox', accept: acceptOutbox, storages: [] });
}

test('what was written comes back after a reload, with the same id', () => {
  const kept = keptInMemory();
  const { cid } = new Outbox(kept).add('channel', 'hello');
  const reloaded = new Outbox(kept);
  expect(reloaded.due()).toMatchObject([{ cid, channelId: 'channel', data: 'hello' }]);
  reloaded.remove(cid);
  expect(new Outbox(kept).all).toEqual([]);
});

test('what was written before its conversation is not due until there is one', () => {
  const outbox = new Outbox(keptInMemory());
  outbox.add(null, 'first');
  outbox.add(null, 'second');
  expect(outbox.due()).toEqual([]);
  outbox.assign('channel');
  expect(outbox.due().map(({ data }) => data)).toEqual(['first', 'second']);
});

test('stored is not due any more, and says when', () => {
  const outbox = new Outbox(keptInMemory());
  const { cid } = outbox.add('channel', 'hello');
  outbox.stored(cid, 7, '2026-01-31T08:15:30.123Z');
  expect(outbox.due()).toEqual([]);
  expect(outbox.of('channel')).toMatchObject([
    { state: 'stored', seq: 7, at: '2026-01-31T08:15:30.123Z' },
  ]);
});

test.each(['rate_limited', 'unavailable'])(
  'X7: what is %s is tried again as the server asks, however long that lasts',
  (code) => {
    const outbox = new Outbox(keptInMemory());
    const { cid } = outbox.add('channel', 'hello');
    for (let i = 0; i < 100; i++) {
      expect(waitAfter(outbox, cid, { code, retry_ms: 700 })).toBe(700);
    }
    expect(outbox.due()).toMatchObject([{ cid, state: 'sending' }]);
  },
);

test('X30: what fails for no known reason is tried five times and then says so', () => {
  const outbox = new Outbox(keptInMemory());
  const { cid } = outbox.add('channel', 'hello');
  const broken = { code: 'internal', message: 'It is not known whether this was stored.' };
  const waits = Array.from({ length: 5 }, () => waitAfter(outbox, cid, broken));
  expect(waits).toEqual([500, 500, 500, 500, null]);
  expect(outbox.all).toMatchObject([{ state: 'failed', reason: broken.message }]);
  outbox.retry(cid);
  expect(waitAfter(outbox, cid, broken)).toBe(500);
});

test('a conflict is sent again under another id: the old one is another text’s', () => {
  const outbox = new Outbox(keptInMemory());
  const { cid } = outbox.add('channel', 'hello');
  expect(waitAfter(outbox, cid, { code: 'conflict' })).toBeNull();
  outbox.retry(cid);
  const [item] = outbox.all;
  expect(item).toMatchObject({ data: 'hello', state: 'sending' });
  expect(item?.cid).not.toBe(cid);
  expect(item).not.toHaveProperty('reason');
});

test('two tabs keep theirs in one storage, and neither takes the other’s away', () => {
  const kept = keptInMemory();
  const [here, there] = [new Outbox(kept), new Outbox(kept)];
  const [mine, other] = [here.add('channel', 'from here'), there.add('channel', 'from there')];
  const second = here.add('channel', 'second');
  here.remove(mine.cid);
  expect(here.due().map(({ cid }) => cid)).toEqual([second.cid]);
  expect(there.due().map(({ cid }) => cid)).toEqual([other.cid]);
  const next = new Outbox(kept);
  expect(new Set(next.due().map(({ cid }) => cid))).toEqual(new Set([second.cid, other.cid]));
  next.remove(other.cid);
  there.stored(other.cid, 3, '2026-01-31T08:15:30.123Z');
  expect(new Outbox(kept).due().map(({ cid }) => cid)).toEqual([second.cid]);
});

test('W10: what somebody else wrote into a conversation never goes out in another name', () => {
  const kept = keptInMemory();
  const before = new Outbox(kept);
  before.add('channel', 'from Ann');
  before.add(null, 'first words');
  before.claim('ann');
  const outbox = new Outbox(kept);
  outbox.claim('bob');
  expect(outbox.all.map(({ data, by }) => [data, by])).toEqual([['first words', 'bob']]);
});

test('what nobody came back to for a week is not sent any more', () => {
  const kept = keptInMemory();
  new Outbox(kept).add('channel', 'old');
  const day = 24 * 60 * 60_000;
  vi.setSystemTime(Date.now() + 6 * day);
  expect(new Outbox(kept).all).toHaveLength(1);
  vi.setSystemTime(Date.now() + 2 * day);
  expect(new Outbox(kept).all).toEqual([]);
});

test('what is stored far above the part of the log that is here is not waited for', () => {
  const outbox = new Outbox(keptInMemory());
  const [old, fresh] = [outbox.add('channel', 'old'), outbox.add('channel', 'fresh')];
  outbox.stored(old.cid, 7, '2026-01-31T08:15:30.123Z');
  outbox.stored(fresh.cid, 300, '2026-01-31T08:15:30.123Z');
  outbox.forgetStored('channel', 250);
  expect(outbox.all.map(({ cid }) => cid)).toEqual([fresh.cid]);
});

test('an error that stays fails at once, keeps the text, and can be sent again', () => {
  const outbox = new Outbox(keptInMemory());
  const { cid } = outbox.add('channel', 'hello');
  expect(waitAfter(outbox, cid, { code: 'forbidden' })).toBeNull();
  expect(outbox.due()).toEqual([]);
  outbox.retry(cid);
  expect(outbox.due()).toMatchObject([{ cid, data: 'hello', state: 'sending' }]);
});

test('whatever else lies in the storage is left out', () => {
  const good = { cid: 'a', channelId: null, data: 'x', at: 'now', state: 'failed' };
  const bad = [null, 1, {}, { ...good, cid: 3 }, { ...good, state: 'eaten' }];
  expect(acceptOutbox([...bad, good])).toEqual([good]);
  expect(acceptOutbox('text')).toBeNull();
});

test('ids are the sender’s own: 22 characters, never the same', () => {
  const outbox = new Outbox(keptInMemory());
  const ids = Array.from({ length: 500 }, () => outbox.add('channel', 'x').cid);
  expect(new Set(ids).size).toBe(500);
  for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/);
});

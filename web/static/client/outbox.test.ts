import { expect, test } from 'vitest';
import { createKeptValue } from './kept-value.js';
import { acceptOutbox, Outbox } from './outbox.js';

function keptInMemory() {
  return createKeptValue({ key: 'outbox', accept: acceptOutbox, storages: [] });
}

test('what was written comes back after a reload, with the same id', () => {
  const kept = keptInMemory();
  const { cid } = new Outbox({ kept }).add('channel', 'hello');
  const reloaded = new Outbox({ kept });
  expect(reloaded.due()).toMatchObject([{ cid, channelId: 'channel', data: 'hello' }]);
  reloaded.remove(cid);
  expect(new Outbox({ kept }).all).toEqual([]);
});

test('what was written before its conversation is not due until there is one', () => {
  const outbox = new Outbox({ kept: keptInMemory() });
  outbox.add(null, 'first');
  outbox.add(null, 'second');
  expect(outbox.due()).toEqual([]);
  outbox.assign('channel');
  expect(outbox.due().map(({ data }) => data)).toEqual(['first', 'second']);
});

test('stored is not due any more, and says when', () => {
  const outbox = new Outbox({ kept: keptInMemory() });
  const { cid } = outbox.add('channel', 'hello');
  outbox.stored(cid, 7, '2026-01-31T08:15:30.123Z');
  expect(outbox.due()).toEqual([]);
  expect(outbox.of('channel')).toMatchObject([
    { state: 'stored', seq: 7, at: '2026-01-31T08:15:30.123Z' },
  ]);
});

test('an error that may pass is tried again as the server asks, five times at most', () => {
  const outbox = new Outbox({ kept: keptInMemory() });
  const { cid } = outbox.add('channel', 'hello');
  const busy = { code: 'unavailable', message: 'Busy.', retry_ms: 700 };
  expect(Array.from({ length: 5 }, () => outbox.refused(cid, busy))).toEqual([
    700,
    700,
    700,
    700,
    null,
  ]);
  expect(outbox.all).toMatchObject([{ state: 'failed', reason: 'Busy.' }]);
});

test('an error that stays fails at once, keeps the text, and can be sent again', () => {
  const outbox = new Outbox({ kept: keptInMemory() });
  const { cid } = outbox.add('channel', 'hello');
  expect(outbox.refused(cid, { code: 'forbidden', message: 'Read only.' })).toBeNull();
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
  const outbox = new Outbox({ kept: keptInMemory() });
  const ids = Array.from({ length: 500 }, () => outbox.add('channel', 'x').cid);
  expect(new Set(ids).size).toBe(500);
  for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/);
});

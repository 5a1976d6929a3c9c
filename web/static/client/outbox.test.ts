import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createKeptValue } from './kept-value.js';
import { acceptOutbox, Outbox } from './outbox.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const noJitter = () => 0;

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
  const outbox = new Outbox(keptInMemory(), noJitter);
  outbox.add(null, 'first');
  outbox.add(null, 'second');
  expect(outbox.due()).toEqual([]);
  outbox.assign('channel');
  expect(outbox.due().map(({ data }) => data)).toEqual(['first', 'second']);
});

test('the first private note has its notes opened, and goes out when they are', () => {
  const kept = keptInMemory();
  new Outbox(kept, noJitter).add(null, 'first', { notesOf: 'talk' });
  const outbox = new Outbox(kept, noJitter);
  outbox.claim('ana');
  outbox.add(null, 'second', { notesOf: 'talk' });
  outbox.add('talk', 'to the visitor');
  const sent: (string | null)[] = [];
  const flush = () => outbox.flush(({ data, channelId }) => sent.push(`${channelId} ${data}`) > 0);
  flush();
  flush();
  expect(sent.splice(0)).toEqual(['null first', 'talk to the visitor']);
  outbox.disconnected();
  outbox.assign('other-notes', 'other');
  outbox.assign('notes', 'talk');
  flush();
  expect(sent).toEqual(['notes first', 'talk to the visitor']);
  expect(outbox.of('notes').map(({ data }) => data)).toEqual(['first', 'second']);
});

test('a private note of somebody else does not go out in another name', () => {
  const kept = keptInMemory();
  const outbox = new Outbox(kept, noJitter);
  outbox.add(null, 'of Ana', { notesOf: 'talk' });
  outbox.claim('ana');
  outbox.claim('bert');
  expect(outbox.all).toEqual([]);
});

test('stored is not due any more, and says when', () => {
  const outbox = new Outbox(keptInMemory(), noJitter);
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
    const outbox = new Outbox(keptInMemory(), noJitter);
    const { cid } = outbox.add('channel', 'hello');
    for (let i = 0; i < 100; i++) {
      expect(waitAfter(outbox, cid, { code, retry_ms: 700 })).toBe(700);
    }
    expect(outbox.due()).toMatchObject([{ cid, state: 'sending' }]);
  },
);

test('X30: what fails for no known reason is tried five times and then says so', () => {
  const outbox = new Outbox(keptInMemory(), noJitter);
  const { cid } = outbox.add('channel', 'hello');
  const broken = { code: 'internal', message: 'It is not known whether this was stored.' };
  const waits = Array.from({ length: 5 }, () => waitAfter(outbox, cid, broken));
  expect(waits).toEqual([500, 500, 500, 500, null]);
  expect(outbox.all).toMatchObject([{ state: 'failed', reason: broken.message }]);
  outbox.retry(cid);
  expect(waitAfter(outbox, cid, broken)).toBe(500);
});

test('a conflict is sent again under another id: the old one is another text’s', () => {
  const outbox = new Outbox(keptInMemory(), noJitter);
  const { cid } = outbox.add('channel', 'hello');
  expect(waitAfter(outbox, cid, { code: 'conflict' })).toBeNull();
  outbox.retry(cid);
  const [item] = outbox.all;
  expect(item).toMatchObject({ data: 'hello', state: 'sending' });
  expect(item?.cid).not.toBe(cid);
  expect(item).not.toHaveProperty('reason');
});

test('what failed in a conversation that is over goes out with the next, in its order', () => {
  const kept = keptInMemory();
  const outbox = new Outbox(kept, noJitter);
  const lines = ['first', 'second'].map((text) => outbox.add('over', text));
  for (const { cid } of lines) expect(waitAfter(outbox, cid, { code: 'conflict' })).toBeNull();
  const before = lines.map(({ cid }) => cid);
  outbox.add('over', 'under way');
  outbox.release('over');
  outbox.add(null, 'third');
  outbox.assign('next');
  expect(outbox.of('over').map(({ data }) => data)).toEqual(['under way']);
  expect(outbox.of('next').map(({ data }) => data)).toEqual(['first', 'second', 'third']);
  for (const { cid, state, reason } of outbox.of('next')) {
    expect([before.includes(cid), state, reason]).toEqual([false, 'sending', undefined]);
  }
  expect(new Outbox(kept).all.map(({ data }) => data).toSorted()).toEqual(
    ['first', 'second', 'third', 'under way'].toSorted(),
  );
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
  const outbox = new Outbox(keptInMemory(), noJitter);
  const [old, fresh] = [outbox.add('channel', 'old'), outbox.add('channel', 'fresh')];
  outbox.stored(old.cid, 7, '2026-01-31T08:15:30.123Z');
  outbox.stored(fresh.cid, 300, '2026-01-31T08:15:30.123Z');
  outbox.forgetStored('channel', 250);
  expect(outbox.all.map(({ cid }) => cid)).toEqual([fresh.cid]);
});

test('an error that stays fails at once, keeps the text, and can be sent again', () => {
  const outbox = new Outbox(keptInMemory(), noJitter);
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
  const outbox = new Outbox(keptInMemory(), noJitter);
  const ids = Array.from({ length: 500 }, () => outbox.add('channel', 'x').cid);
  expect(new Set(ids).size).toBe(500);
  for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/);
});

/** Who writes over a line that may be down. */
function writer({ random = 0 } = {}) {
  const outbox = new Outbox(keptInMemory(), () => random);
  const line = { isOpen: true, sent: [] as string[] };
  const flush = () =>
    outbox.flush(({ data }) => {
      if (line.isOpen) line.sent.push(data);
      return line.isOpen;
    });
  const write = (channel: string, data: string) => {
    const { cid } = outbox.add(channel, data);
    flush();
    return cid;
  };
  const ack = (cid: string) => {
    outbox.stored(cid, 1, new Date().toISOString());
    flush();
  };
  const refuse = (cid: string, code: string, retry_ms?: number) => {
    outbox.refused(cid, { code, message: 'No.', retry_ms }, flush);
    flush();
  };
  return { outbox, flush, line, write, ack, refuse };
}

test('of each channel one message is under way, the next when it is stored', () => {
  const { line, write, ack } = writer();
  const [a1] = [write('a', 'a1'), write('a', 'a2'), write('b', 'b1')];
  expect(line.sent).toEqual(['a1', 'b1']);
  ack(a1);
  expect(line.sent).toEqual(['a1', 'b1', 'a2']);
});

test('a refusal that passes holds back what was written after it, for as long as was asked', () => {
  const { line, write, refuse } = writer();
  const [a1] = [write('a', 'a1'), write('a', 'a2'), write('b', 'b1')];
  refuse(a1, 'rate_limited', 700);
  vi.advanceTimersByTime(699);
  expect(line.sent).toEqual(['a1', 'b1']);
  vi.advanceTimersByTime(1);
  expect(line.sent).toEqual(['a1', 'b1', 'a1']);
});

test('X39: refused again and again it waits longer, and never shorter than asked', () => {
  const { line, write, refuse } = writer({ random: 1 });
  const cid = write('a', 'a1');
  const waits = [0, 1, 2, 3, 4, 5, 6].map(() => {
    refuse(cid, 'unavailable', 1000);
    const before = line.sent.length;
    let waitedMs = 0;
    for (; line.sent.length === before; waitedMs += 100) vi.advanceTimersByTime(100);
    return waitedMs;
  });
  expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  expect(waits[0]).toBe(1500);
  expect(waits.at(-1)).toBe(3000);
});

test('a failure for good lets the next one go', () => {
  const { line, write, refuse, outbox } = writer();
  const [a1] = [write('a', 'a1'), write('a', 'a2')];
  refuse(a1, 'too_large');
  expect(line.sent).toEqual(['a1', 'a2']);
  expect(outbox.find(a1)).toMatchObject({ state: 'failed', code: 'too_large', reason: 'No.' });
});

test('after a loss of the connection what had no answer goes first, in its order', () => {
  const { outbox, flush, line, write, refuse } = writer();
  const [, b1] = [write('a', 'a1'), write('b', 'b1'), write('a', 'a2')];
  refuse(b1, 'unavailable', 60_000);
  line.isOpen = false;
  outbox.disconnected();
  flush();
  expect(outbox.waitsSinceMs).toBe(Infinity);
  line.isOpen = true;
  flush();
  expect(line.sent).toEqual(['a1', 'b1', 'a1', 'b1']);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry } from '../../internal/contract/entries.ts';
import { decodeFrames } from '../../internal/testing/raw-socket.ts';
import { Turn } from '../sockets/turn.ts';
import { ChannelLog, type Seat } from './channel-log.ts';
import { RingShelf } from './ring.ts';

const limits = { ringEntries: 1000, ringBytes: 1e6, allRingsBytes: 1e6 };
const ts = '2026-01-31T08:15:30.123Z';

function notice(seq: number): Entry {
  return { kind: 'notice', seq, ts, code: 'test', text: `entry ${seq}` };
}

function follow(maxHeldEntries = 2000) {
  const calls = { gaps: 0, rereads: 0 };
  const log = new ChannelLog('c', 'c', {
    turn: new Turn(),
    watch: { arrive: () => {}, depart: () => {}, waits: () => {} },
    shelf: new RingShelf(limits),
    maxHeldEntries,
    onGap: () => calls.gaps++,
    onOutdatedMembers: () => calls.rereads++,
    onRewritten: () => undefined,
  });
  return { log, calls };
}

/** Somebody who sits in the log, and the seqs they were sent. */
function sit(log: ChannelLog, person: string, version = 1) {
  const seqs: number[] = [];
  const add = (buffer: Buffer) => {
    for (const { payload } of decodeFrames(buffer)) {
      seqs.push((JSON.parse(payload.toString()) as { seq: number }).seq);
    }
  };
  const expelled: string[] = [];
  const seat: Seat = {
    log,
    address: { channel_id: 'c' },
    person,
    version,
    outbox: { add },
    cursor: log.flushed,
    seen: 0,
    isGone: false,
    onExpelled: () => expelled.push(person),
  };
  const isVerified = log.add(seat);
  log.goLive(seat);
  return { seat, seqs, expelled, isVerified };
}

test('whatever the order and however often, a live seat gets each entry once, ascending', () => {
  const arrivals = fc
    .integer({ min: 1, max: 30 })
    .chain((head) =>
      fc.tuple(
        fc.constant(head),
        fc.array(fc.integer({ min: 1, max: head }), { maxLength: 80 }),
        fc.array(fc.boolean(), { maxLength: 80 }),
      ),
    );
  fc.assert(
    fc.property(arrivals, ([head, seqs, flushes]) => {
      const { log } = follow();
      log.openAt(0);
      const ada = sit(log, 'ada');
      for (const [index, seq] of seqs.entries()) {
        log.receive([notice(seq)], 1);
        if (flushes[index]) log.flush();
      }
      for (let seq = 1; seq <= head; seq++) log.receive([notice(seq)], 1);
      log.flush();
      expect(ada.seqs).toEqual(Array.from({ length: head }, (_, i) => i + 1));
    }),
  );
});

test('events that come before the head is known are neither lost nor doubled', () => {
  const { log } = follow();
  log.receive([notice(4), notice(5)], 1);
  log.openAt(4);
  const ada = sit(log, 'ada');
  log.flush();
  log.receive([notice(6)], 1);
  log.flush();
  expect(log.head).toBe(6);
  expect(ada.seqs).toEqual([5, 6]);
});

test('a gap is noticed, whether by an entry or by an announced head', () => {
  const { log, calls } = follow();
  log.openAt(1);
  log.receive([notice(3)], 1);
  expect(calls.gaps).toBe(1);
  log.receive([notice(2)], 1);
  expect(log.hasGap()).toBe(false);
  log.announce(3);
  expect(calls.gaps).toBe(1);
  log.announce(9);
  expect(calls.gaps).toBe(2);
});

test('what is held while members are read stays bounded and is a gap afterwards', () => {
  const { log, calls } = follow(10);
  log.openAt(0);
  const ada = sit(log, 'ada');
  for (let seq = 1; seq <= 25; seq++) log.receive([notice(seq)], 2);
  expect(calls.rereads).toBeGreaterThan(0);
  log.setMembers(2, new Set(['ada']), 0);
  expect(log.hasGap()).toBe(true);
  for (let seq = 1; seq <= 25; seq++) log.receive([notice(seq)], 2);
  log.flush();
  expect(ada.seqs).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
});

test('C3: nobody gets an entry of a membership they were not found in', () => {
  const { log, calls } = follow();
  log.openAt(0);
  const [ada, bob] = [sit(log, 'ada'), sit(log, 'bob')];
  log.receive([notice(1)], 1);
  log.receive([notice(2)], 2);
  log.flush();
  expect(calls.rereads).toBe(1);
  expect(ada.seqs).toEqual([1]);
  log.setMembers(2, new Set(['ada']), 0);
  log.flush();
  expect(ada.seqs).toEqual([1, 2]);
  expect(bob.seqs).toEqual([1]);
  expect(bob.expelled).toEqual(['bob']);
});

test('C3: who comes with an older membership than the log has seen is looked up first', () => {
  const { log } = follow();
  log.openAt(0);
  const ada = sit(log, 'ada', 1);
  log.receive([notice(1)], 3);
  log.setMembers(3, new Set(['ada']), 0);
  log.flush();
  expect(ada.seqs).toEqual([1]);
  expect(sit(log, 'bob', 2).isVerified).toBe(false);
  expect(sit(log, 'cleo', 3).isVerified).toBe(true);
});

test('C3: a newer member does not vouch for the older ones', () => {
  const { log, calls } = follow();
  log.openAt(0);
  const ada = sit(log, 'ada', 1);
  sit(log, 'bob', 5);
  log.receive([notice(1)], 5);
  log.flush();
  expect(calls.rereads).toBe(1);
  expect(ada.seqs).toEqual([]);
});

test('C3: a list of members that is older than a seat takes nobody from it', () => {
  const { log } = follow();
  log.openAt(0);
  const [ada, bob] = [sit(log, 'ada', 1), sit(log, 'bob', 1)];
  ada.seat.version = 5;
  log.setMembers(4, new Set(), 0);
  expect([ada.seat.isGone, bob.seat.isGone]).toEqual([false, true]);
  log.setMembers(5, new Set(), 0);
  expect(ada.expelled).toEqual(['ada']);
  const cleo = sit(log, 'cleo', 9);
  log.vanish(0);
  expect(cleo.expelled).toEqual(['cleo']);
});

test('C5: what is not stored goes to those who sit there live, and not back to its person', () => {
  const { log } = follow();
  log.openAt(0);
  const [ada, bob] = [sit(log, 'ada'), sit(log, 'bob')];
  log.remove(bob.seat, 0);
  const cleo = sit(log, 'cleo');
  const frame = Buffer.from([0x81, 9, ...Buffer.from('{"seq":7}')]);
  log.tell(() => frame, 'cleo');
  expect([ada.seqs, bob.seqs, cleo.seqs]).toEqual([[7], [], []]);
});

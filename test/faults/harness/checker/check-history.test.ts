import { expect, test } from 'vitest';
import { createHistory, type ClientLog, type History, type Sighting } from '../clients/history.ts';
import { brokenIn, checkHistory, presentViolations } from './check-history.ts';
import type { FinalRead } from './final-read.ts';
import type { Invariant } from './violation.ts';

const channelId = 'room';
const author = 'vera';

function line(seq: number, overrides: Partial<Sighting> = {}): Sighting {
  const text = `text ${seq}`;
  return { channelId, seq, cid: `c${seq}`, from: author, text, atMs: seq, ...overrides };
}

function emptyLog(name: string, person: string): ClientLog {
  return {
    name,
    person,
    sent: [],
    tries: [],
    acks: [],
    refusals: [],
    sockets: [{ openedAtMs: 0, wire: [] }],
    shown: [],
  };
}

type Run = { history: History; read: FinalRead; writer: ClientLog; reader: ClientLog };

/** Three messages that were written, acked, stored and shown as they should be. */
function goodRun(): Run {
  const history = createHistory();
  const writer = emptyLog('writer', author);
  const reader = emptyLog('reader', 'rob');
  const lines = [1, 2, 3].map((seq) => line(seq));
  for (const { cid, seq, text } of lines) {
    writer.sent.push({ cid: cid!, channelId, text: text!, atMs: seq });
    writer.acks.push({ cid: cid!, channelId, seq, atMs: seq });
    history.witnesses.push({ cid: cid!, isCommitted: true });
  }
  for (const client of [writer, reader]) {
    client.shown.push(...lines);
    client.sockets[0]!.wire.push({ kind: 'start', channelId, after: 0, atMs: 0 });
    client.sockets[0]!.wire.push(...lines.map((entry) => ({ kind: 'entry' as const, ...entry })));
    history.memberships.push({ person: client.person, channelId, fromSeq: 0, toSeq: null });
    history.clients.push(client);
  }
  history.recoveries.push({ what: 'the relay died', tookMs: 900, limitMs: 3000 });
  history.probes.push({ what: 'a stranger’s open', mayPass: false, hasPassed: false });
  const read = { channelId, rows: [...lines], socket: [...lines] };
  return { history, read, writer, reader };
}

test('a run in which all went well breaks nothing', () => {
  const { history, read } = goodRun();
  expect(checkHistory(history, [read])).toEqual([]);
});

type Case = { title: string; breaks: Invariant[]; spoil: (run: Run) => void };

const cases: Case[] = [
  {
    title: 'I1: an acked message that is in no row and in no final read is lost',
    breaks: ['I1'],
    spoil: ({ read }) => {
      read.rows.pop();
      read.socket.pop();
    },
  },
  {
    title: 'I1: an acked message whose number another text has is lost',
    breaks: ['I1', 'I5'],
    spoil: ({ read }) => void (read.rows[1] = line(2, { text: 'something else', cid: 'x' })),
  },
  {
    title: 'I1: what the rows hold and a fresh socket is not given is lost as well',
    breaks: ['I1'],
    spoil: ({ read }) => void read.socket.pop(),
  },
  {
    title: 'I2: one id at two numbers is a double',
    breaks: ['I2'],
    spoil: ({ read }) => {
      read.rows.push(line(4, { cid: 'c3', text: 'text 3' }));
      read.socket.push(line(4, { cid: 'c3', text: 'text 3' }));
    },
  },
  {
    title: 'I2: one text under two ids is a double',
    breaks: ['I2'],
    spoil: ({ read }) => void read.rows.push(line(4, { text: 'text 3' })),
  },
  {
    title: 'I2: what one screen shows twice is a double, however sound the rows are',
    breaks: ['I2'],
    spoil: ({ reader }) => void reader.shown.push(line(4, { cid: 'c3', text: 'text 3' })),
  },
  {
    title: 'I3: a number that is missing in the rows is a gap',
    breaks: ['I3'],
    spoil: ({ read, writer }) => {
      writer.acks.splice(1, 1);
      read.rows.splice(1, 1);
    },
  },
  {
    title: 'I3: a socket that was given 3 before 2 saw disorder',
    breaks: ['I3'],
    spoil: ({ reader }) =>
      void reader.sockets[0]!.wire.push(reader.sockets[0]!.wire.splice(2, 1)[0]!),
  },
  {
    title: 'I3: a socket that was given an entry a second time without asking saw disorder',
    breaks: ['I3'],
    spoil: ({ reader }) => void reader.sockets[0]!.wire.push({ kind: 'entry', ...line(3) }),
  },
  {
    title: 'I3: a screen that shows an older line below a newer one is out of order',
    breaks: ['I3'],
    spoil: ({ reader }) => void reader.shown.push(reader.shown.shift()!),
  },
  {
    title: 'I4: an ack at whose coming nobody could read the message came too early',
    breaks: ['I4'],
    spoil: ({ history }) => void (history.witnesses[1]!.isCommitted = false),
  },
  {
    title: 'I4: what was never acked and is there twice was stored twice',
    breaks: ['I2', 'I4'],
    spoil: ({ writer, read }) => {
      writer.acks.pop();
      read.rows.push(line(4, { text: 'text 3' }));
    },
  },
  {
    title: 'I5: a text that nobody wrote is foreign',
    breaks: ['I5'],
    spoil: ({ read }) => void read.rows.push(line(4, { text: 'out of thin air' })),
  },
  {
    title: 'I5: a text in another’s name is foreign',
    breaks: ['I5'],
    spoil: ({ reader }) => {
      reader.sockets[0]!.wire[3] = { kind: 'entry', ...line(3, { from: 'mallory' }) };
    },
  },
  {
    title: 'I6: whoever left at 2 and was given 3 was given too much',
    breaks: ['I6'],
    spoil: ({ history }) => void (history.memberships[1]!.toSeq = 2),
  },
  {
    title: 'I6: whoever was never a member was given too much',
    breaks: ['I6'],
    spoil: ({ history }) => void history.memberships.pop(),
  },
  {
    title: 'I8: a process beyond its bounds breaks them',
    breaks: ['I8'],
    spoil: ({ history }) => {
      const sample = { process: 'relay', pid: 1, fds: 30, sockets: 12, atMs: 1 };
      history.samples.push({ ...sample, rssBytes: 3 * 1024 ** 3 });
    },
  },
  {
    title: 'I9: a stranger who is let through finds failure open',
    breaks: ['I9'],
    spoil: ({ history }) => void (history.probes[0]!.hasPassed = true),
  },
  {
    title: 'I10: who is whole again too late is too late',
    breaks: ['I10'],
    spoil: ({ history }) => void (history.recoveries[0]!.tookMs = 3001),
  },
  {
    title: 'I10: who is never whole again is too late as well',
    breaks: ['I10'],
    spoil: ({ history }) => void (history.recoveries[0]!.tookMs = null),
  },
];

test.each(cases)('$title', ({ breaks, spoil }) => {
  const run = goodRun();
  spoil(run);
  const violations = checkHistory(run.history, [run.read]);
  expect(brokenIn(violations)).toEqual(breaks);
});

test('what was not acked may be there once or not at all', () => {
  const { history, read, writer } = goodRun();
  writer.acks.pop();
  writer.sent.push({ cid: 'c4', channelId, text: 'text 4', atMs: 4 });
  expect(checkHistory(history, [read])).toEqual([]);
});

test('an automation may write the answers that were foretold', () => {
  const { history, read } = goodRun();
  history.answers.add('4 txet');
  read.rows.push(line(4, { text: '4 txet', from: 'chat-bot' }));
  expect(checkHistory(history, [read])).toEqual([]);
});

test('a report names the promise, the message and the client', () => {
  const { history, read } = goodRun();
  read.rows.pop();
  const report = presentViolations(checkHistory(history, [read]));
  expect(report).toContain('I1 is broken (every acked message is in the final read)');
  expect(report).toContain('c3 of writer, acked as 3 of room: nothing is there in the rows');
});

import type { ClientLog, History, Sent, Sighting } from '../clients/history.ts';
import type { FinalRead } from './final-read.ts';
import type { Violation } from './violation.ts';

/** I1: what was acked stands in the final read, twice over, under its number and with its text. */
export function findLost({ clients }: History, reads: readonly FinalRead[]): Violation[] {
  const places = reads.flatMap((read) => [
    { where: 'the rows', channelId: read.channelId, bySeq: bySeq(read.rows) },
    { where: 'the socket', channelId: read.channelId, bySeq: bySeq(read.socket) },
  ]);
  return clients.flatMap((client) => {
    const texts = new Map(client.sent.map(({ cid, text }) => [cid, text]));
    return client.acks.flatMap(({ cid, channelId, seq }) =>
      places
        .filter((place) => place.channelId === channelId)
        .flatMap(({ where, bySeq }): Violation[] => {
          const found = bySeq.get(seq);
          const text = texts.get(cid);
          if (found && (text === undefined || found.text === text)) return [];
          const instead = found ? `another text stands there (${found.cid})` : 'nothing is there';
          const what = `${cid} of ${client.name}, acked as ${seq} of ${channelId}: ${instead}`;
          return [{ invariant: 'I1', what: `${what} in ${where}` }];
        }),
    );
  });
}

function bySeq(entries: readonly Sighting[]): Map<number, Sighting> {
  return new Map(entries.map((entry) => [entry.seq, entry]));
}

/** I2: no sender's id and no text stands twice in a channel, nor on any one screen. */
export function findDoubled({ clients }: History, reads: readonly FinalRead[]): Violation[] {
  const lists = [
    ...reads.flatMap(({ rows, socket }) => [
      { where: 'the rows', entries: rows },
      { where: 'the final read', entries: socket },
    ]),
    ...clients.map(({ name, shown }) => ({ where: `the screen of ${name}`, entries: shown })),
  ];
  return lists.flatMap(({ where, entries }) => findTwice(entries, where));
}

function findTwice(entries: readonly Sighting[], where: string): Violation[] {
  const seen = new Set<string>();
  return entries.flatMap(({ channelId, seq, cid, from, text }): Violation[] => {
    if (cid === undefined) return [];
    const keys = [`${channelId} ${from} ${cid}`, `${channelId} ${from} text ${text}`];
    const isKnown = keys.some((key) => seen.has(key));
    for (const key of keys) seen.add(key);
    if (!isKnown) return [];
    return [{ invariant: 'I2', what: `${cid} stands again as ${seq} of ${channelId} in ${where}` }];
  });
}

/**
 * I4: whoever looked when an ack had come found the message committed, and what came without an ack
 * is not there more than once.
 */
export function findEarlyAcks(history: History, reads: readonly FinalRead[]): Violation[] {
  const early = history.witnesses
    .filter(({ isCommitted }) => !isCommitted)
    .map(({ cid }): Violation => ({ invariant: 'I4', what: `${cid} was acked, not committed` }));
  const acked = new Set(history.clients.flatMap(({ acks }) => acks.map(({ cid }) => cid)));
  const times = countTexts(reads);
  const doubled = history.clients.flatMap((client) =>
    unacked(client, acked)
      .filter(({ text }) => (times.get(text) ?? 0) > 1)
      .map(({ cid, text }): Violation => {
        const what = `${cid} of ${client.name}, never acked, is there ${times.get(text)} times`;
        return { invariant: 'I4', what };
      }),
  );
  return [...early, ...doubled];
}

function unacked({ sent }: ClientLog, acked: ReadonlySet<string>): Sent[] {
  return sent.filter(({ cid }) => !acked.has(cid));
}

function countTexts(reads: readonly FinalRead[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const { rows } of reads) {
    for (const { text } of rows) {
      if (text !== undefined) times.set(text, (times.get(text) ?? 0) + 1);
    }
  }
  return times;
}

/** I5: every text, in the final read and on every screen, is one that its sender wrote. */
export function findForeign(history: History, reads: readonly FinalRead[]): Violation[] {
  const texts = new Map<string, string>();
  for (const { sent, person } of history.clients) {
    for (const { text } of sent) texts.set(text, person);
  }
  const lists = [
    ...reads.flatMap(({ rows, socket }) => [
      { where: 'the rows', entries: rows },
      { where: 'the final read', entries: socket },
    ]),
    ...history.clients.map((client) => ({
      where: `what ${client.name} was given`,
      entries: client.sockets.flatMap(({ wire }) => wire.filter((event) => event.kind === 'entry')),
    })),
  ];
  return lists.flatMap(({ where, entries }) =>
    entries.flatMap(({ channelId, seq, text, from }): Violation[] => {
      if (text === undefined || texts.get(text) === from || history.answers.has(text)) return [];
      const what = `${seq} of ${channelId} holds what its sender never wrote, in ${where}`;
      return [{ invariant: 'I5', what }];
    }),
  );
}

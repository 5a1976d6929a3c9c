import type { ClientLog, History, SocketLog } from '../clients/history.ts';
import type { FinalRead } from './final-read.ts';
import type { Violation } from './violation.ts';

/**
 * I3: rows and final read count from 1 without a gap; each socket was given each channel's entries
 * one after the other from where its replay began; each screen shows them ascending.
 */
export function findDisorder({ clients }: History, reads: readonly FinalRead[]): Violation[] {
  const finals = reads.flatMap(({ channelId, rows, socket }) => [
    ...countFrom(
      rows.map(({ seq }) => seq),
      `the rows of ${channelId}`,
    ),
    ...countFrom(
      socket.map(({ seq }) => seq),
      `the final read of ${channelId}`,
    ),
  ]);
  return [...finals, ...clients.flatMap(judgeClient)];
}

function countFrom(seqs: readonly number[], where: string): Violation[] {
  const wrong = seqs.findIndex((seq, place) => seq !== place + 1);
  if (wrong < 0) return [];
  const before = wrong === 0 ? 'the beginning' : seqs[wrong - 1];
  return [{ invariant: 'I3', what: `${seqs[wrong]} follows ${before} in ${where}` }];
}

function judgeClient(client: ClientLog): Violation[] {
  const onScreen = new Map<string, number>();
  const screen = client.shown.flatMap(({ channelId, seq }): Violation[] => {
    const last = onScreen.get(channelId) ?? 0;
    onScreen.set(channelId, seq);
    if (seq > last) return [];
    const what = `${seq} follows ${last} of ${channelId} on the screen of ${client.name}`;
    return [{ invariant: 'I3', what }];
  });
  return [...screen, ...client.sockets.flatMap((socket) => judgeSocket(client, socket))];
}

function judgeSocket({ name }: ClientLog, { wire }: SocketLog): Violation[] {
  const lasts = new Map<string, number | null>();
  return wire.flatMap((event): Violation[] => {
    const { channelId } = event;
    if (event.kind === 'start') {
      lasts.set(channelId, event.after);
      return [];
    }
    const last = lasts.get(channelId) ?? null;
    lasts.set(channelId, event.seq);
    if (last === null || event.seq === last + 1) return [];
    const what = `${name} was given ${event.seq} of ${channelId} after ${last}`;
    return [{ invariant: 'I3', what }];
  });
}

import type { ClientLog } from '../clients/history.ts';
import type { Room } from '../clients/room.ts';
import type { Mesh } from '../mesh/mesh.ts';

/** What one look found since the last one. */
export type Verdict = { acked: number; lost: string[]; doubled: string[]; gaps: string[] };

type Row = { seq: number; cid: string | null; body: string | null };

/**
 * Judges I1, I2 and I3 of what is new in the rooms, by the committed rows and by every screen, so
 * that a loss can be laid to the cycle in which it came about.
 */
export class Judge {
  readonly #mesh: Mesh;
  readonly #rooms: readonly Room[];
  readonly #known = new Map<
    Room,
    { last: number; texts: Map<number, string>; keys: Set<string> }
  >();
  readonly #acksSeen = new Map<ClientLog, number>();
  readonly #shown = new Map<ClientLog, { count: number; texts: Set<string>; last: number }>();

  constructor(mesh: Mesh, rooms: readonly Room[]) {
    this.#mesh = mesh;
    this.#rooms = rooms;
  }

  async judge(): Promise<Verdict> {
    const verdict: Verdict = { acked: 0, lost: [], doubled: [], gaps: [] };
    for (const room of this.#rooms) {
      // Acks first: whatever is acked by now is in rows that are read afterwards.
      const acks = this.#newAcks(room);
      await this.#readRows(room, verdict);
      const { texts } = this.#known.get(room)!;
      verdict.acked += acks.length;
      for (const { cid, seq, text } of acks) {
        if (texts.get(seq) === text) continue;
        verdict.lost.push(`${cid} was acked as ${seq} of ${room.channelId}`);
      }
      for (const { log } of [room.visitor, ...room.tabs, ...room.observers]) {
        this.#judgeScreen(log, verdict);
      }
    }
    return verdict;
  }

  #newAcks({ visitor }: Room): { cid: string; seq: number; text: string | undefined }[] {
    const { log } = visitor;
    const seen = this.#acksSeen.get(log) ?? 0;
    this.#acksSeen.set(log, log.acks.length);
    return log.acks.slice(seen).map(({ cid, seq }) => ({ cid, seq, text: visitor.textOf(cid) }));
  }

  async #readRows(room: Room, verdict: Verdict): Promise<void> {
    const { channelId } = room;
    const known = this.#known.get(room) ?? { last: 0, texts: new Map(), keys: new Set() };
    this.#known.set(room, known);
    const rows = await this.#mesh.sql<Row>(
      `SELECT seq, cid, body FROM messages WHERE channel_id = ? AND seq > ?
       UNION ALL SELECT seq, NULL, NULL FROM changes WHERE channel_id = ? AND seq > ?
       ORDER BY seq`,
      [channelId, known.last, channelId, known.last],
    );
    for (const { seq, cid, body } of rows) {
      if (seq !== known.last + 1) verdict.gaps.push(`${seq} follows ${known.last} of ${channelId}`);
      known.last = seq;
      if (cid === null || body === null) continue;
      known.texts.set(seq, body);
      const isDouble = known.keys.has(cid) || known.keys.has(body);
      known.keys.add(cid).add(body);
      if (isDouble) verdict.doubled.push(`${cid} again as ${seq} of ${channelId} in the rows`);
    }
  }

  #judgeScreen(log: ClientLog, verdict: Verdict): void {
    const before = this.#shown.get(log) ?? { count: 0, texts: new Set(), last: 0 };
    for (const { seq, text, channelId } of log.shown.slice(before.count)) {
      const where = `${channelId} on the screen of ${log.name}`;
      if (before.texts.has(text!)) verdict.doubled.push(`${seq} of ${where}`);
      if (seq <= before.last) verdict.gaps.push(`${seq} follows ${before.last} of ${where}`);
      before.texts.add(text!);
      before.last = seq;
    }
    this.#shown.set(log, { ...before, count: log.shown.length });
  }
}

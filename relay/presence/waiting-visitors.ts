import type { WaitingEntry } from '../../internal/contract/entries.ts';

/** Longer than any answer of dbmgr is on its way. */
const rememberedMs = 60_000;

type Line = { list: string; seq: number; isWaiting: boolean; saidAtMs: number };

/**
 * Conversations that stand on a waiting list which somebody here reads: its readers see whether who
 * waits is still there.
 */
export class WaitingVisitors {
  readonly #lines = new Map<string, Line>();
  readonly #waiting = new Map<string, Set<string>>();

  /** True when the conversation began to wait; what is older than what is known says nothing. */
  note(list: string, { seq, conversation }: WaitingEntry, nowMs: number): boolean {
    const { channel_id, state } = conversation;
    const known = this.#lines.get(channel_id);
    if (known && known.seq >= seq) return false;
    const isWaiting = state === 'waiting' || state === 'offered';
    this.#lines.set(channel_id, { list, seq, isWaiting, saidAtMs: nowMs });
    const waiting = this.#waiting.get(list) ?? new Set();
    this.#waiting.set(list, waiting);
    if (isWaiting) waiting.add(channel_id);
    else waiting.delete(channel_id);
    return isWaiting && !known?.isWaiting;
  }

  /** The list on which this conversation stands now. */
  listOf(channelId: string): string | null {
    const line = this.#lines.get(channelId);
    return line?.isWaiting ? line.list : null;
  }

  on(list: string): Iterable<string> {
    return this.#waiting.get(list) ?? [];
  }

  /** Forgets lists that nobody here reads, and who has not waited for a while. */
  sweep(isRead: (list: string) => boolean, nowMs: number): void {
    for (const list of this.#waiting.keys()) if (!isRead(list)) this.#waiting.delete(list);
    for (const [channelId, { list, isWaiting, saidAtMs }] of this.#lines) {
      const isOver = !isWaiting && nowMs - saidAtMs > rememberedMs;
      if (isOver || !this.#waiting.has(list)) this.#lines.delete(channelId);
    }
  }
}

import { maxPageEntries } from '../../internal/contract/channels.ts';
import type { Chunk } from './ring.ts';

/**
 * Where in a log a block of the past begins: the number before its first entry. Blocks are cut at
 * the same places for everybody, so that two who look at the same past share them.
 */
export function blockStart(seq: number): number {
  return Math.floor((seq - 1) / maxPageEntries) * maxPageEntries;
}

/**
 * Whole blocks of the past, framed, in bounded memory until a message in them is edited or gone.
 * The block that nobody looked at for longest goes first.
 */
export class PastShelf {
  readonly #maxBytes: number;
  readonly #blocks = new Map<string, Chunk>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  find(channelId: string, start: number): Chunk | undefined {
    const key = keyOf(channelId, start);
    const block = this.#blocks.get(key);
    if (!block) return undefined;
    this.#blocks.delete(key);
    this.#blocks.set(key, block);
    return block;
  }

  keep(channelId: string, start: number, block: Chunk): void {
    const key = keyOf(channelId, start);
    if (block.offsets.length < maxPageEntries || this.#blocks.has(key)) return;
    this.#blocks.set(key, block);
    this.#bytes += block.buffer.length;
    for (const [oldest, { buffer }] of this.#blocks) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#blocks.delete(oldest);
      this.#bytes -= buffer.length;
    }
  }

  /** Of one channel: the block that holds this entry, or all of them. */
  forget(channelId: string, seq?: number): void {
    const keys =
      seq === undefined
        ? [...this.#blocks.keys()].filter((key) => key.endsWith(` ${channelId}`))
        : [keyOf(channelId, blockStart(seq))];
    for (const key of keys) {
      this.#bytes -= this.#blocks.get(key)?.buffer.length ?? 0;
      this.#blocks.delete(key);
    }
  }
}

function keyOf(channelId: string, start: number): string {
  return `${start} ${channelId}`;
}

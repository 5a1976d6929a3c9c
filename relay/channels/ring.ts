import type { EncodedFrames } from '../frames/encode-frame.ts';

/**
 * Consecutive entries of a log as frames in one buffer; `first` is the first one's seq. When `used`
 * is given, the buffer has room behind it.
 */
export type Chunk = EncodedFrames & { first: number; used?: number };

export type RingPart = { buffers: Buffer[]; frames: number; last: number };

export type RingLimits = { ringEntries: number; ringBytes: number; allRingsBytes: number };

/** Small pieces are put together up to this: what stands around a piece takes more than it does. */
const maxJoinedBytes = 16 * 1024;
/** Entries are forgotten by pieces, so that a piece is a small part of the ring. */
const leastPieces = 16;

/** The most recent entries of a channel, framed, so that a resume costs a search and no query. */
export class Ring {
  readonly #shelf: RingShelf;
  #chunks: Chunk[] = [];
  #entries = 0;
  #bytes = 0;

  constructor(shelf: RingShelf) {
    this.#shelf = shelf;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** `first` must follow the last entry; after a jump the older ones are forgotten. */
  append(first: number, frames: EncodedFrames): void {
    const last = this.#chunks.at(-1);
    const isNext = last !== undefined && last.first + last.offsets.length === first;
    if (last && !isNext) this.clear();
    if (!isNext || !this.#join(last, frames)) this.#chunks.push({ first, ...frames });
    this.#grow(frames.offsets.length, frames.buffer.length);
    const { ringEntries, ringBytes } = this.#shelf.limits;
    while (this.#chunks.length > 1 && (this.#entries > ringEntries || this.#bytes > ringBytes)) {
      const oldest = this.#chunks.shift()!;
      this.#grow(-oldest.offsets.length, -bytesOf(oldest));
    }
    this.#shelf.touch(this);
  }

  /** Copies the frames behind those of the last piece; false when it would grow too large. */
  #join(last: Chunk, { buffer, offsets }: EncodedFrames): boolean {
    const { ringEntries, ringBytes } = this.#shelf.limits;
    const used = bytesOf(last);
    const joined = used + buffer.length;
    const maxBytes = Math.min(maxJoinedBytes, ringBytes / leastPieces);
    const isTooMany = last.offsets.length + offsets.length > ringEntries / leastPieces;
    if (joined > maxBytes || isTooMany) return false;
    if (last.buffer.length < joined) {
      const roomy = Buffer.allocUnsafeSlow(Math.min(maxBytes, joined * 2));
      last.buffer.copy(roomy, 0, 0, used);
      last.buffer = roomy;
    }
    buffer.copy(last.buffer, used);
    for (const offset of offsets) last.offsets.push(used + offset);
    last.used = joined;
    return true;
  }

  /** Older entries, kept when they end where the ring begins (or at `head`) and there is room. */
  prepend(chunk: Chunk, head: number): void {
    const next = this.#chunks[0]?.first ?? head + 1;
    if (chunk.first + chunk.offsets.length !== next) return;
    const { ringEntries, ringBytes } = this.#shelf.limits;
    const isRoomy =
      this.#entries + chunk.offsets.length <= ringEntries &&
      this.#bytes + chunk.buffer.length <= ringBytes;
    if (!isRoomy) return;
    // What is appended may be put behind it; others may hold the same piece.
    this.#chunks.unshift({ ...chunk, offsets: [...chunk.offsets] });
    this.#grow(chunk.offsets.length, chunk.buffer.length);
    this.#shelf.touch(this);
  }

  /**
   * What follows `after`, up to `upTo`, as far as the limits allow but at least one chunk's part;
   * null when the ring does not reach back that far.
   */
  read(after: number, upTo: number, maxFrames: number, maxBytes: number): RingPart | null {
    let index = this.#find(after + 1);
    if (index < 0) return null;
    const part: RingPart = { buffers: [], frames: 0, last: after };
    let bytes = 0;
    for (; index < this.#chunks.length && part.last < upTo; index++) {
      const slice = sliceChunk(this.#chunks[index]!, part.last + 1, upTo, maxFrames - part.frames);
      if (part.frames > 0 && bytes + slice.buffer.length > maxBytes) break;
      part.buffers.push(slice.buffer);
      part.frames += slice.frames;
      part.last += slice.frames;
      bytes += slice.buffer.length;
      if (part.frames >= maxFrames || bytes >= maxBytes) break;
    }
    return part.frames > 0 ? part : null;
  }

  clear(): void {
    this.#grow(-this.#entries, -this.#bytes);
    this.#chunks = [];
  }

  /** Index of the chunk that holds this entry, or -1. */
  #find(seq: number): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const chunk = this.#chunks[middle]!;
      if (seq < chunk.first) high = middle - 1;
      else if (seq >= chunk.first + chunk.offsets.length) low = middle + 1;
      else return middle;
    }
    return -1;
  }

  #grow(entries: number, bytes: number): void {
    this.#entries += entries;
    this.#bytes += bytes;
    this.#shelf.grow(bytes);
  }
}

/** The frames of a chunk from `from` up to `upTo`. */
export function sliceChunk(chunk: Chunk, from: number, upTo: number, maxFrames: number) {
  const start = from - chunk.first;
  const end = Math.min(chunk.offsets.length, upTo - chunk.first + 1, start + maxFrames);
  const buffer = chunk.buffer.subarray(chunk.offsets[start], chunk.offsets[end] ?? chunk.used);
  return { buffer, frames: end - start };
}

function bytesOf({ buffer, used }: Chunk): number {
  return used ?? buffer.length;
}

/** All rings of a relay under one bound; the one that stood still longest is emptied first. */
export class RingShelf {
  readonly limits: RingLimits;
  readonly #byAge = new Set<Ring>();
  #bytes = 0;

  constructor(limits: RingLimits) {
    this.limits = limits;
  }

  get bytes(): number {
    return this.#bytes;
  }

  grow(bytes: number): void {
    this.#bytes += bytes;
  }

  touch(ring: Ring): void {
    this.#byAge.delete(ring);
    this.#byAge.add(ring);
    for (const oldest of this.#byAge) {
      if (this.#bytes <= this.limits.allRingsBytes || oldest === ring) break;
      this.remove(oldest);
    }
  }

  remove(ring: Ring): void {
    ring.clear();
    this.#byAge.delete(ring);
  }
}

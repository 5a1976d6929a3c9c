/** A whole frame: its payload is `buffer[start..end)`, which the reader may use again. */
export type OnFrame = (opcode: number, buffer: Buffer, start: number, end: number) => void;

/**
 * Finds the frames in a server's bytes (RFC 6455, 5.2: unmasked) without copying any but those
 * that come in pieces. Throws on a fragmented message: no server here sends one.
 */
export class FrameReader {
  readonly #onFrame: OnFrame;
  #rest: Buffer | null = null;

  constructor(onFrame: OnFrame) {
    this.#onFrame = onFrame;
  }

  /** The next bytes; `chunk` may be used again once this returns. */
  read(chunk: Buffer): void {
    const buffer = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    const { length } = buffer;
    let at = 0;
    while (at + 2 <= length) {
      const short = buffer[at + 1]!;
      let start = at + 2;
      let size = short;
      if (short === 126) {
        start = at + 4;
        if (start > length) break;
        size = buffer.readUInt16BE(at + 2);
      } else if (short === 127) {
        start = at + 10;
        if (start > length) break;
        size = Number(buffer.readBigUInt64BE(at + 2));
      }
      const end = start + size;
      if (end > length) break;
      const first = buffer[at]!;
      if ((first & 0x80) === 0) throw new Error('a fragmented message');
      this.#onFrame(first & 0x0f, buffer, start, end);
      at = end;
    }
    this.#rest = at === length ? null : Buffer.from(buffer.subarray(at));
  }
}

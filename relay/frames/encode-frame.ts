import type { ServerFrame } from '../../internal/contract/server-frames.ts';

const finalText = 0x81;
const finalPing = 0x89;
const finalPong = 0x8a;
const shortLength = 125;
const mediumLength = 0xffff;

/** Frames of one channel in one buffer; `offsets[i]` is where the i-th begins. */
export type EncodedFrames = { buffer: Buffer; offsets: number[] };

/** Final, unmasked text frames (RFC 6455, 5.2): headers and payloads in one contiguous buffer. */
export function encodeTexts(texts: readonly string[]): EncodedFrames {
  const lengths: number[] = [];
  const offsets: number[] = [];
  let size = 0;
  for (const text of texts) {
    const length = Buffer.byteLength(text);
    lengths.push(length);
    offsets.push(size);
    size += headerLength(length) + length;
  }
  const buffer = Buffer.allocUnsafe(size);
  for (let i = 0; i < texts.length; i++) {
    const start = writeHeader(buffer, offsets[i]!, lengths[i]!);
    buffer.write(texts[i]!, start);
  }
  return { buffer, offsets };
}

export function encodeText(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const buffer = Buffer.allocUnsafe(headerLength(length) + length);
  buffer.write(text, writeHeader(buffer, 0, length));
  return buffer;
}

export function encodeFrame(frame: ServerFrame): Buffer {
  return encodeText(JSON.stringify(frame));
}

export const pingFrame = Buffer.from([finalPing, 0]);

/** The answer to a ping carries its payload, ≤ 125 bytes (RFC 6455, 5.5.3). */
export function encodePong(payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([finalPong, payload.length]), payload]);
}

function headerLength(length: number): number {
  if (length <= shortLength) return 2;
  return length <= mediumLength ? 4 : 10;
}

function writeHeader(buffer: Buffer, at: number, length: number): number {
  buffer[at] = finalText;
  if (length <= shortLength) {
    buffer[at + 1] = length;
    return at + 2;
  }
  if (length <= mediumLength) {
    buffer[at + 1] = 126;
    return buffer.writeUInt16BE(length, at + 2);
  }
  buffer[at + 1] = 127;
  return buffer.writeBigUInt64BE(BigInt(length), at + 2);
}

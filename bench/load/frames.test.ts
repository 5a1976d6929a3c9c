import { expect, test } from 'vitest';
import { encodeTexts } from '../../relay/frames/encode-frame.ts';
import { pongFrame, textFrame } from './client-frame.ts';
import { FrameReader } from './frame-reader.ts';
import { readNumber, readNumberBackwards } from './member-client.ts';

/** Payloads as they are on the wire, unmasked by the frame's own mask (RFC 6455, 5.3). */
function unmask(frame: Buffer): { opcode: number; text: string } {
  const short = frame[1]! & 0x7f;
  const length = short === 126 ? frame.readUInt16BE(2) : short;
  const start = short === 126 ? 8 : 6;
  const mask = frame.subarray(start - 4, start);
  const payload = frame.subarray(start).map((byte, place) => byte ^ mask[place % 4]!);
  expect(payload).toHaveLength(length);
  expect(frame[1]! & 0x80).toBe(0x80);
  return { opcode: frame[0]! & 0x0f, text: Buffer.from(payload).toString() };
}

test('what the generator sends is masked, final and whole at every length', () => {
  for (const length of [0, 1, 125, 126, 127, 65_535]) {
    expect(unmask(textFrame('x'.repeat(length)))).toEqual({ opcode: 1, text: 'x'.repeat(length) });
  }
  expect(unmask(pongFrame(Buffer.from('beat')))).toEqual({ opcode: 10, text: 'beat' });
  expect(() => textFrame('x'.repeat(65_536))).toThrow(RangeError);
});

test.each([1, 2, 3, 7, 125, 4096, 1e6])('frames are found in pieces of %d bytes', (size) => {
  const long = size > 100 ? ['y'.repeat(70_000)] : [];
  const texts = ['', 'one', 'ö'.repeat(70), 'x'.repeat(200), ...long, 'last'];
  const { buffer } = encodeTexts(texts);
  const found: string[] = [];
  const reader = new FrameReader((opcode, bytes, start, end) => {
    expect(opcode).toBe(1);
    found.push(bytes.toString('utf8', start, end));
  });
  // One buffer for all reads, as sockets have it.
  const shared = Buffer.alloc(size);
  for (let at = 0; at < buffer.length; at += size) {
    const copied = buffer.copy(shared, 0, at, at + size);
    reader.read(shared.subarray(0, copied));
  }
  expect(found).toEqual(texts);
});

test('a fragmented message is no frame that a server here sends', () => {
  const reader = new FrameReader(() => {});
  expect(() => reader.read(Buffer.from([0x01, 0x00]))).toThrow('fragmented');
});

test('numbers are read in both directions without parsing what is around them', () => {
  const frame = Buffer.from('{"op":"message","id":"abc-1234","seq":98760}');
  expect(readNumber(frame, frame.indexOf('1234'))).toBe(1234);
  expect(readNumberBackwards(frame, frame.length - 2)).toBe(98_760);
  expect(readNumberBackwards(frame, frame.length - 1)).toBeNaN();
});

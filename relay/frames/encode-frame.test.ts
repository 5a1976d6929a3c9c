import { expect, test } from 'vitest';
import { decodeFrames } from '../../internal/testing/raw-socket.ts';
import { encodeFrame, encodePong, encodeText, encodeTexts } from './encode-frame.ts';

function decode(bytes: Buffer): string[] {
  return decodeFrames(bytes).map(({ payload }) => payload.toString());
}

const texts = ['', 'a', 'ü'.repeat(62), 'x'.repeat(125), 'x'.repeat(126), '🙂'.repeat(20_000)];

test('frames of every length are what a client decodes', () => {
  const { buffer, offsets } = encodeTexts(texts);
  expect(decode(buffer)).toEqual(texts);
  expect(offsets).toHaveLength(texts.length);
  for (const [index, offset] of offsets.entries()) {
    const own = buffer.subarray(offset, offsets[index + 1]);
    expect(own.equals(encodeText(texts[index]!))).toBe(true);
  }
});

test('a frame is the JSON of its object, and absent fields are absent', () => {
  const frame = { op: 'error', code: 'invalid', message: 'no', id: undefined } as const;
  expect(decode(encodeFrame(frame))).toEqual(['{"op":"error","code":"invalid","message":"no"}']);
});

test('a pong carries the payload of its ping', () => {
  expect([...encodePong(Buffer.from('hi'))]).toEqual([0x8a, 2, 0x68, 0x69]);
});
